/*
 * Unpacks snappy, by hysnappy. https://github.com/google/snappy/blob/main/format_description.txt
 *
 *   block = size of the text (varint), what it is made of
 *
 * Clients in C write one block. Java's, and with it the broker, write blocks in a frame of their own, numbers big-endian:
 *
 *   frame = 82 'SNAPPY' 00, version (4 bytes), compatible version (4 bytes), [length (4 bytes), block] …
 *   https://github.com/xerial/snappy-java/blob/master/src/main/java/org/xerial/snappy/SnappyCodec.java
 */
import { snappyUncompressor } from 'hysnappy'
import { cutShort, damaged, tooLarge } from './unpacking.ts'

/** [3, 8, 104, 105, 33] -> "hi!". Throws where it is larger than that, which it says itself, or damaged. */
export const unpackSnappy = (packed: Buffer, { maxOutputLength }: { maxOutputLength: number }): Buffer => {
  const blocks = isFramed(packed) ? blocksOf(packed) : [packed]
  const sizes = blocks.map(sizeOf)
  if (sizes.reduce((sum, size) => sum + size, 0) > maxOutputLength) throw tooLarge(maxOutputLength)
  // One for each batch: its memory grows, and is never given back as long as it lives.
  const unpack = snappyUncompressor()
  return Buffer.concat(blocks.map((block, at) => unpack(block, sizes[at]!)))
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

/** How large the text of a block is: [0xac, 0x02, …] -> 300 bytes. */
const sizeOf = (block: Buffer): number => {
  let size = 0
  for (let at = 0; at < MAX_VARINT_BYTES; at++) {
    if (at >= block.length) throw cutShort()
    const byte = block[at]!
    size += (byte & 127) * 2 ** (7 * at)
    if (byte < 128) return size
  }
  throw damaged('its size is no number')
}

/** Of a number below 2 ** 32. */
const MAX_VARINT_BYTES = 5
