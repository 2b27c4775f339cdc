/*
 * Unpacks an LZ4 frame, as Kafka has it. Numbers are little-endian.
 * https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md
 *
 *   frame = 04 22 4d 18, flags, block size, [size of the text (8)], sum of this head (1), block …, 0 (4), [sum (4)]
 *   flags = version (2 bits: 01), each block by itself, sums of blocks, size given, sum at the end, 0, dictionary
 *   block = length (31 bits), plain (1 bit), content, [sum (4)]
 *
 * The sum of the head is not looked at: messages of Kafka before 0.10 have a wrong one (KAFKA-3160).
 */
import { type Output, unpackBlock, writeLiteral } from './lz4-block.ts'
import { cutShort, damaged, tooLarge } from './unpacking.ts'
import { xxh32 } from './xxh32.ts'

/** Throws where it is larger than that, before more memory is taken, or damaged. */
export const unpackLz4 = (packed: Buffer, { maxOutputLength }: { maxOutputLength: number }): Buffer => {
  const head = headOf(packed)
  if ((head.textBytes ?? 0) > maxOutputLength) throw tooLarge(maxOutputLength)
  const { blocks, textSum } = blocksOf(packed, head)
  const atMost = blocks.reduce((sum, block) => sum + mostOf(block, head.blockBytes), 0)
  const overrun = atMost > maxOutputLength ? tooLarge(maxOutputLength) : damaged('a block is too long')
  const bytes = Buffer.allocUnsafe(Math.min(atMost, maxOutputLength))
  const output: Output = { bytes, at: 0, start: 0, end: bytes.length, overrun }
  for (const { isPlain, content } of blocks) {
    if (!head.isLinked) output.start = output.at
    if (isPlain) writeLiteral(output, content, 0, content.length)
    else unpackBlock(content, output)
  }
  const text = bytes.subarray(0, output.at)
  if (head.textBytes !== undefined && head.textBytes !== text.length) throw damaged('its size is another')
  checkSum(text, textSum)
  return text
}

const MAGIC = 0x184d2204
/** By its number in the head: 64 KiB, 256 KiB, 1 MiB, 4 MiB. */
const BLOCK_BYTES: Record<number, number> = { 4: 1 << 16, 5: 1 << 18, 6: 1 << 20, 7: 1 << 22 }
const PLAIN = 0x80000000

type Head = {
  blockBytes: number
  /** Repeats may reach back into the blocks before. */
  isLinked: boolean
  hasBlockSums: boolean
  hasTextSum: boolean
  textBytes: number | undefined
  length: number
}
type Block = { isPlain: boolean; content: Buffer }

const headOf = (packed: Buffer): Head => {
  if (wordAt(packed, 0) !== MAGIC) throw damaged('it is no LZ4 frame')
  wordAt(packed, 4)
  const flags = packed[4]!
  if (flags >> 6 !== 1) throw damaged(`version ${flags >> 6} of the LZ4 frame is not known`)
  if (flags & 1) throw damaged('it wants a dictionary')
  const blockBytes = BLOCK_BYTES[(packed[5]! >> 4) & 7]
  if (blockBytes === undefined) throw damaged('its block size is not known')
  const hasSize = (flags & 8) !== 0
  return {
    blockBytes,
    isLinked: (flags & 32) === 0,
    hasBlockSums: (flags & 16) !== 0,
    hasTextSum: (flags & 4) !== 0,
    textBytes: hasSize ? wordAt(packed, 6) + wordAt(packed, 10) * 2 ** 32 : undefined,
    length: hasSize ? 15 : 7,
  }
}

/** The blocks as they are packed, and the sum that stands behind them. */
const blocksOf = (packed: Buffer, head: Head): { blocks: Block[]; textSum: number | undefined } => {
  const blocks: Block[] = []
  let at = head.length
  for (let size = wordAt(packed, at); size !== 0; size = wordAt(packed, at)) {
    const length = size % PLAIN
    const content = packed.subarray(at + 4, at + 4 + length)
    if (content.length < length) throw cutShort()
    if (length > head.blockBytes) throw damaged('a block is too long')
    at += 4 + length
    if (head.hasBlockSums) {
      checkSum(content, wordAt(packed, at))
      at += 4
    }
    blocks.push({ isPlain: size >= PLAIN, content })
  }
  at += 4
  const textSum = head.hasTextSum ? wordAt(packed, at) : undefined
  if (packed.length > at + (head.hasTextSum ? 4 : 0)) throw damaged('something stands behind it')
  return { blocks, textSum }
}

/** What a block may unpack to. No byte of it makes more than 255. */
const mostOf = ({ isPlain, content }: Block, blockBytes: number): number =>
  isPlain ? content.length : Math.min(blockBytes, content.length * 255)

const checkSum = (bytes: Buffer, sum: number | undefined): void => {
  if (sum !== undefined && xxh32(bytes) !== sum) throw damaged('its checksum is another')
}

const wordAt = (packed: Buffer, at: number): number => {
  if (at + 4 > packed.length) throw cutShort()
  return packed.readUInt32LE(at)
}
