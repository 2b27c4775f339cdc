/*
 * Texts with what snappy and LZ4 make of them, every kind of element among them. An encoder picks the elements that pack
 * best; here they are drawn, so that a decoder meets also those that no encoder of today writes.
 */
import fc from 'fast-check'

/** A step that both formats can write: some bytes as they are, then `length` bytes of what came `back` before. */
export type Step = { literal: Uint8Array; back: number; length: number }

/** Mostly short: a failure among long ones takes minutes to be made small. */
const literal = fc.oneof(
  { weight: 9, arbitrary: fc.uint8Array({ maxLength: 20 }) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(80, 300, 70_000)
      .map(length => new Uint8Array(length).map((_, at) => (at * at) % 251)),
  },
)

/** `back` is drawn before it is known what there is to reach back to. */
export const steps = (maxLength: number) =>
  fc.array(
    fc.record({
      literal,
      back: fc.oneof(fc.nat(20), fc.nat(200_000)),
      length: fc.integer({ min: 4, max: maxLength }),
    }),
    { maxLength: 6 },
  )

/** The steps as they can be carried out, and their text. A repeat reaches back `reach` bytes at most. */
export const carriedOut = (drawn: Step[], reach: number): { steps: Step[]; text: Buffer } => {
  const text = Buffer.alloc(drawn.reduce((sum, { literal, length }) => sum + literal.length + length, 0))
  let at = 0
  const steps = drawn.map(({ literal, back, length }) => {
    text.set(literal, at)
    at += literal.length
    const distance = at === 0 ? 0 : 1 + (back % Math.min(at, reach))
    const end = distance === 0 ? at : at + length
    for (; at < end; at++) text[at] = text[at - distance]!
    return { literal, back: distance, length }
  })
  return { steps, text: text.subarray(0, at) }
}

export const bigEndian = (word: number) => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(word)
  return bytes
}
/** 258 in 2 bytes -> 02 01 */
export const littleEndian = (number: number, width: number): number[] =>
  Array.from({ length: width }, (_, place) => Math.floor(number / 256 ** place) % 256)

export const varint = (number: number): number[] =>
  number < 128 ? [number] : [128 + (number % 128), ...varint(Math.floor(number / 128))]
