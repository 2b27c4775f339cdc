/*
 * What snappy and LZ4 have in common. Both write a text as literals and as repeats of what came shortly before:
 *
 *   "good morning, good evening" -> "good morning, ", 5 bytes from 14 before, "even", 3 bytes from 14 before
 */

/** Unpacked bytes as they grow, in memory that was taken for all of them. */
export type Output = {
  readonly bytes: Buffer
  /** Where the next byte goes. */
  at: number
  /** No repeat reaches back before it. */
  start: number
  /** Where it has to end, and what is wrong where it would not. */
  end: number
  readonly overrun: Error
}

/** The bytes are not what their format says. */
export const damaged = (what: string) => new Error(what)

export const cutShort = () => damaged('it is cut short')

/** As node:zlib says it, so that who unpacks need not ask by which format. */
export const tooLarge = (maxBytes: number) =>
  Object.assign(new RangeError(`it unpacks to more than ${maxBytes} bytes`), { code: 'ERR_BUFFER_TOO_LARGE' })

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
export const writeRepeat = (output: Output, distance: number, length: number): void => {
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
