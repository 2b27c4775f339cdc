/*
 * A block of LZ4. https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md
 *
 *   block    = sequence …
 *   sequence = literals (4 bits), length - 4 of the repeat (4 bits), [more literals …], the literals,
 *              distance (2 bytes, little-endian), [more length …]; of the last one only the literals
 *   more     = 255 255 … and the last is less; all of them are added
 *
 *   "good morning, good evening" -> "good morning, ", 5 bytes from 14 before, "evening"
 */
import { cutShort, damaged } from './unpacking.ts'

/** Unpacked bytes as they grow, in memory that was taken for all of them. */
export type Output = {
  readonly bytes: Buffer
  /** Where the next byte goes. */
  at: number
  /** No repeat reaches back before it. */
  start: number
  /** Where it has to end, and what is wrong where it would not. */
  readonly end: number
  readonly overrun: Error
}

/** Throws where it is damaged, or the output's own error where it is full. */
export const unpackBlock = (block: Buffer, output: Output): void => {
  let at = 0
  /** A length of which four bits are known. */
  const lengthFrom = (bits: number): number => {
    let length = bits
    for (let last = bits === 15 ? 255 : 0; last === 255; length += last) {
      if (at === block.length) throw cutShort()
      last = block[at++]!
    }
    return length
  }
  while (at < block.length) {
    const token = block[at++]!
    const literals = lengthFrom(token >> 4)
    writeLiteral(output, block, at, literals)
    at += literals
    if (at === block.length) return
    if (at + 2 > block.length) throw cutShort()
    const distance = block[at]! + block[at + 1]! * 256
    at += 2
    writeRepeat(output, distance, lengthFrom(token & 15) + 4)
  }
  throw cutShort()
}

/** Up to here a loop over bytes is quicker than a call. */
const SHORT_BYTES = 32

/** Write packed[from .. from + length) as it is. */
export const writeLiteral = (output: Output, packed: Buffer, from: number, length: number): void => {
  if (from + length > packed.length) throw cutShort()
  const { bytes, at } = output
  const to = grow(output, length)
  if (length > SHORT_BYTES) packed.copy(bytes, at, from, from + length)
  else for (let i = 0; at + i < to; i++) bytes[at + i] = packed[from + i]!
}

/** Write again what stands `distance` before the end: "ab", distance 2, length 5 -> "ab" + "ababa". */
const writeRepeat = (output: Output, distance: number, length: number): void => {
  const { bytes, at, start } = output
  if (distance === 0 || distance > at - start) throw damaged('it repeats what is not there')
  const to = grow(output, length)
  if (length > SHORT_BYTES && length <= distance) bytes.copyWithin(at, at - distance, to - distance)
  else for (let i = at; i < to; i++) bytes[i] = bytes[i - distance]!
}

const grow = (output: Output, length: number): number => {
  const to = output.at + length
  if (to > output.end) throw output.overrun
  output.at = to
  return to
}
