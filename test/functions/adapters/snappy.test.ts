import fc from 'fast-check'
import { expect, test } from 'vitest'
import { unpackSnappy } from '../../../functions/adapters/snappy.ts'
import { bigEndian, carriedOut, littleEndian, type Step, steps, varint } from './packed-texts.ts'

const MAX = { maxOutputLength: 2_000_000 }

/** `width`: how many bytes give a literal its length; what it takes is the least. */
const literalElement = (bytes: Uint8Array, width: number): Buffer => {
  if (bytes.length === 0) return Buffer.alloc(0)
  const last = bytes.length - 1
  const least = last < 60 ? 0 : last < 256 ? 1 : last < 65_536 ? 2 : 3
  const taken = Math.max(least, width)
  const head = taken === 0 ? [last << 2] : [(59 + taken) << 2, ...littleEndian(last, taken)]
  return Buffer.concat([Buffer.from(head), bytes])
}

/** `kind`: how many bytes the distance has; 1 and 2 only where it fits. */
const repeatElement = ({ back, length }: Step, kind: number): Buffer => {
  if (back === 0) return Buffer.alloc(0)
  if (kind === 1 && back < 2_048 && length < 12)
    return Buffer.from([1 + ((length - 4) << 2) + ((back >> 8) << 5), back % 256])
  const width = kind < 4 && back < 65_536 ? 2 : 4
  return Buffer.from([(width === 2 ? 2 : 3) + ((length - 1) << 2), ...littleEndian(back, width)])
}

const blockOf = (drawn: Step[], widths: number[]) => {
  const { steps, text } = carriedOut(drawn, 2 ** 32)
  const elements = steps.flatMap((step, at) => [
    literalElement(step.literal, widths[at % widths.length]!),
    repeatElement(step, widths[(at + 1) % widths.length]!),
  ])
  return { text, packed: Buffer.concat([Buffer.from(varint(text.length)), ...elements]) }
}

const FRAME = Buffer.concat([Buffer.from('\x82SNAPPY\0', 'latin1'), bigEndian(1), bigEndian(1)])
const framed = (...blocks: Buffer[]) =>
  Buffer.concat([FRAME, ...blocks.flatMap(block => [bigEndian(block.length), block])])

const block = fc
  .tuple(steps(64), fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 5 }))
  .map(([steps, widths]) => blockOf(steps, widths))

test('whatever elements a text is packed with, it is unpacked as it was', () => {
  fc.assert(fc.property(block, ({ packed, text }) => unpackSnappy(packed, MAX).equals(text)))
})

test('blocks in the frame of Java are unpacked one behind the other', () => {
  fc.assert(
    fc.property(fc.array(block, { maxLength: 4 }), blocks => {
      const packed = framed(...blocks.map(({ packed }) => packed))
      return unpackSnappy(packed, MAX).equals(Buffer.concat(blocks.map(({ text }) => text)))
    }),
  )
})

test('what is cut short is never unpacked', () => {
  fc.assert(
    fc.property(block, fc.nat(), ({ packed }, cut) => {
      const short = packed.subarray(0, cut % packed.length)
      expect(() => unpackSnappy(short, MAX)).toThrow(/cut short|missing eof|premature end/)
      expect(() => unpackSnappy(framed(packed).subarray(0, -1 - (cut % packed.length)), MAX)).toThrow()
    }),
  )
})

test('whatever the bytes are, they end in a text within the bound or in an error', () => {
  const broken = fc
    .tuple(block, fc.nat(), fc.nat(255), fc.boolean())
    .map(([{ packed }, at, byte, isFramed]) => {
      const bytes = isFramed ? framed(packed) : packed
      bytes[at % bytes.length] = byte
      return bytes
    })
  fc.assert(
    fc.property(fc.oneof(broken, fc.uint8Array().map(Buffer.from)), packed => {
      try {
        expect(unpackSnappy(packed, MAX).length).toBeLessThanOrEqual(MAX.maxOutputLength)
      } catch (error) {
        expect((error as Error).message).toMatch(
          /^(it is cut short|its size is no number|missing|premature|it unpacks to more)/,
        )
      }
    }),
  )
})

const A = [0, 65] // a literal "A"

test.each([
  ['nothing at all', [], 'it is cut short'],
  ['a size that never ends', [255, 255, 255, 255, 255, 1], 'its size is no number'],
  ['a literal that is longer than the rest', [9, 8 << 2, 65], 'missing eof marker'],
  ['a literal whose length reads as below zero', [9, 252, 0xf5, 255, 255, 255, 65], 'missing eof marker'],
  ['a repeat before there is anything', [4, 1, 1], 'missing eof marker'],
  ['a repeat at distance 0', [5, ...A, 1, 0], 'missing eof marker'],
  ['more than it says', [1, ...A, ...A], 'missing eof marker'],
  ['less than it says', [3, ...A, ...A], 'premature end of input'],
  ['a frame with half a head', [...FRAME.subarray(0, 12)], 'it is cut short'],
  ['a frame whose block is longer than the rest', [...FRAME, 0, 0, 0, 9, 1, ...A], 'it is cut short'],
  [
    'a frame whose second block repeats the first',
    [...framed(Buffer.from([1, ...A]), Buffer.from([4, 1, 1]))],
    'missing eof marker',
  ],
])('%s is damaged', (_, packed, message) => {
  expect(() => unpackSnappy(Buffer.from(packed), MAX)).toThrow(message)
})

test('what says that it is larger than the bound is refused before any of it is unpacked', () => {
  const huge = Buffer.from([...varint(2 ** 32 - 1), ...A])
  for (const packed of [huge, framed(huge, huge)])
    expect(() => unpackSnappy(packed, MAX)).toThrow(expect.objectContaining({ code: 'ERR_BUFFER_TOO_LARGE' }))
  expect(unpackSnappy(blockOf([], [0]).packed, { maxOutputLength: 0 })).toHaveLength(0)
})
