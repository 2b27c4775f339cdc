/*
 * Unpacks snappy. https://github.com/google/snappy/blob/main/format_description.txt
 *
 *   block   = length of the text (varint), element …
 *   element = tag (its lowest two bits say which), …
 *     00  literal: length - 1 in the upper six bits, or from 60 on in the 1 to 4 bytes that follow; then the bytes
 *     01  repeat: length - 4 in three bits, distance in the upper three and the next byte
 *     10  repeat: length - 1 in the upper six bits, distance in the next 2 bytes
 *     11  repeat: length - 1 in the upper six bits, distance in the next 4 bytes
 *
 * Clients in C write one block. Java's, and with it the broker, write blocks in a frame of their own, numbers big-endian:
 *
 *   frame = 82 'SNAPPY' 00, version (4 bytes), compatible version (4 bytes), [size (4 bytes), block] …
 *   https://github.com/xerial/snappy-java/blob/master/src/main/java/org/xerial/snappy/SnappyCodec.java
 */
import { cutShort, damaged, type Output, tooLarge, writeLiteral, writeRepeat } from './unpacking.ts'

/** [3, 8, 104, 105, 33] -> "hi!". Throws what `tooLarge` and `damaged` of unpacking.ts say. */
export const unpackSnappy = (packed: Buffer, { maxOutputLength }: { maxOutputLength: number }): Buffer => {
  const blocks = isFramed(packed) ? blocksOf(packed) : [packed]
  const texts = blocks.map(startOf)
  const size = texts.reduce((sum, { size }) => sum + size, 0)
  if (size > maxOutputLength) throw tooLarge(maxOutputLength)
  const bytes = Buffer.allocUnsafe(size)
  const overrun = damaged('it holds more than it says')
  const output: Output = { bytes, at: 0, start: 0, end: 0, overrun }
  for (const [index, { size, elements }] of texts.entries()) {
    output.start = output.at
    output.end = output.at + size
    unpackElements(blocks[index]!, elements, output)
    if (output.at !== output.end) throw damaged('it holds less than it says')
  }
  return bytes
}

const MAGIC = Buffer.from('\x82SNAPPY\0', 'latin1')
const FRAME_HEAD_BYTES = 16

const isFramed = (packed: Buffer) => packed.subarray(0, MAGIC.length).equals(MAGIC)

const blocksOf = (packed: Buffer): Buffer[] => {
  if (packed.length < FRAME_HEAD_BYTES) throw cutShort()
  const blocks: Buffer[] = []
  let at = FRAME_HEAD_BYTES
  while (at < packed.length) {
    const from = at + 4
    if (from > packed.length) throw cutShort()
    at = from + packed.readUInt32BE(at)
    if (at > packed.length) throw cutShort()
    blocks.push(packed.subarray(from, at))
  }
  return blocks
}

/** How long the text of a block is, and where its elements begin: [0xac, 0x02, …] -> 300 bytes, from 2 on. */
const startOf = (block: Buffer): { size: number; elements: number } => {
  let size = 0
  for (let at = 0; at < MAX_VARINT_BYTES; at++) {
    if (at >= block.length) throw cutShort()
    const byte = block[at]!
    size += (byte & 127) * 2 ** (7 * at)
    if (byte < 128) return { size, elements: at + 1 }
  }
  throw damaged('its length is no number')
}

/** Of a number below 2 ** 32. */
const MAX_VARINT_BYTES = 5

const unpackElements = (block: Buffer, elements: number, output: Output): void => {
  let at = elements
  while (at < block.length) {
    const tag = block[at++]!
    const upper = tag >> 2
    const width = widthOf(tag)
    const more = littleEndian(block, at, width)
    at += width
    if ((tag & 3) === LITERAL) {
      const length = (width === 0 ? upper : more) + 1
      writeLiteral(output, block, at, length)
      at += length
    } else if ((tag & 3) === NEAR) writeRepeat(output, (tag >> 5) * 256 + more, (upper & 7) + 4)
    else writeRepeat(output, more, upper + 1)
  }
}

const LITERAL = 0
const NEAR = 1

/** How many bytes of a number follow the tag. */
const widthOf = (tag: number): number => {
  const kind = tag & 3
  if (kind === LITERAL) return Math.max(0, (tag >> 2) - 59)
  return kind === 3 ? 4 : kind
}

const littleEndian = (block: Buffer, at: number, width: number): number => {
  if (at + width > block.length) throw cutShort()
  let number = 0
  for (let i = width - 1; i >= 0; i--) number = number * 256 + block[at + i]!
  return number
}
