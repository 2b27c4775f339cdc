import fc from 'fast-check'
import { expect, test } from 'vitest'
import { unpackLz4 } from '../../../functions/adapters/lz4.ts'
import { xxh32 } from '../../../functions/adapters/xxh32.ts'
import { carriedOut, littleEndian, type Step, steps } from './packed-texts.ts'

const MAX = { maxOutputLength: 2_000_000 }

/** 4 bits in the token, and what follows where they do not do: 20 -> 15, [5] */
const lengthOf = (length: number): { bits: number; more: number[] } => {
  if (length < 15) return { bits: length, more: [] }
  const left = length - 15
  return { bits: 15, more: [...Array(Math.floor(left / 255)).fill(255), left % 255] }
}

const sequence = (literal: Uint8Array, repeat?: { back: number; length: number }): Buffer => {
  const literals = lengthOf(literal.length)
  const repeated = repeat && lengthOf(repeat.length - 4)
  const head = Buffer.from([(literals.bits << 4) + (repeated?.bits ?? 0), ...literals.more])
  const tail = repeat ? [...littleEndian(repeat.back, 2), ...(repeated?.more ?? [])] : []
  return Buffer.concat([head, literal, Buffer.from(tail)])
}

const contentOf = (drawn: Step[]) => {
  const { steps, text } = carriedOut(drawn, 65_535)
  const done = steps.map(step => (step.back === 0 ? Buffer.alloc(0) : sequence(step.literal, step)))
  return { text, content: Buffer.concat([...done, sequence(new Uint8Array())]) }
}

type Flags = { isLinked?: boolean; blockSums?: boolean; textSum?: boolean; size?: boolean; number?: number }
type Part = { text: Buffer; content?: Buffer }

/** A frame of these blocks; a part without content is written plainly. */
const frameOf = (parts: Part[], flags: Flags = {}): Buffer => {
  const { isLinked, blockSums, textSum, size, number = 7 } = flags
  const text = Buffer.concat(parts.map(({ text }) => text))
  const sum = (bytes: Buffer, wanted?: boolean) => (wanted ? littleEndian(xxh32(bytes), 4) : [])
  const flag = 64 + (isLinked ? 0 : 32) + (blockSums ? 16 : 0) + (size ? 8 : 0) + (textSum ? 4 : 0)
  const head = [0x04, 0x22, 0x4d, 0x18, flag, number << 4, ...(size ? littleEndian(text.length, 8) : []), 0]
  const blocks = parts.flatMap(({ text, content }) => {
    const bytes = content ?? text
    const word = littleEndian(bytes.length + (content ? 0 : 2 ** 31), 4)
    return [Buffer.from(word), bytes, Buffer.from(sum(bytes, blockSums))]
  })
  return Buffer.concat([Buffer.from(head), ...blocks, Buffer.from([0, 0, 0, 0, ...sum(text, textSum)])])
}

const part = fc
  .tuple(steps(3_000), fc.boolean())
  .map(([steps, isPlain]): Part => (isPlain ? { text: contentOf(steps).text } : contentOf(steps)))
const flags = fc.record({ blockSums: fc.boolean(), textSum: fc.boolean(), size: fc.boolean() })
const parts = fc.array(part, { maxLength: 3 }).map(parts => parts.filter(({ text }) => text.length > 0))

test('whatever sequences a text is packed with, it is unpacked as it was', () => {
  fc.assert(
    fc.property(parts, flags, (parts, flags) =>
      unpackLz4(frameOf(parts, flags), MAX).equals(Buffer.concat(parts.map(({ text }) => text))),
    ),
  )
})

test('what is cut short is never unpacked', () => {
  fc.assert(
    fc.property(parts, flags, fc.nat(), (parts, flags, cut) => {
      const frame = frameOf(parts, flags)
      expect(() => unpackLz4(frame.subarray(0, cut % frame.length), MAX)).toThrow('it is cut short')
    }),
  )
})

test('whatever the bytes are, they end in a text within the bound or in an error', () => {
  const broken = fc.tuple(parts, flags, fc.nat(), fc.nat(255)).map(([parts, flags, at, byte]) => {
    const frame = frameOf(parts, flags)
    frame[at % frame.length] = byte
    return frame
  })
  fc.assert(
    fc.property(fc.oneof(broken, fc.uint8Array().map(Buffer.from)), packed => {
      try {
        expect(unpackLz4(packed, MAX).length).toBeLessThanOrEqual(MAX.maxOutputLength)
      } catch (error) {
        expect((error as Error).message).toMatch(/^(it|its|a block|something|version \d of the LZ4 frame) /)
      }
    }),
  )
})

const hall = Buffer.from('hall')
const text = Buffer.from('good morning')
const again = {
  text: Buffer.alloc(0),
  content: Buffer.concat([sequence(hall, { back: 16, length: 8 }), sequence(hall)]),
}

test('blocks that are linked repeat what stands in those before, and others do not', () => {
  expect(String(unpackLz4(frameOf([{ text }, again], { isLinked: true }), MAX))).toBe(
    'good morninghallgood morhall',
  )
  expect(() => unpackLz4(frameOf([{ text }, again]), MAX)).toThrow('it repeats what is not there')
})

test('a repeat that is longer than its distance repeats what it has just written', () => {
  const content = Buffer.concat([sequence(Buffer.from('hum '), { back: 4, length: 200 }), sequence(hall)])
  expect(String(unpackLz4(frameOf([{ text, content }]), MAX))).toBe(`${'hum '.repeat(51)}hall`)
})

const changed = (frame: Buffer, at: number, byte: number) => {
  frame[at < 0 ? frame.length + at : at] = byte
  return frame
}
test.each([
  ['nothing at all', Buffer.alloc(0), 'it is cut short'],
  ['another format', Buffer.from('{"text":"good"}'), 'it is no LZ4 frame'],
  ['another version', changed(frameOf([{ text }]), 4, 0x80), 'version 2 of the LZ4 frame is not known'],
  ['a frame that wants a dictionary', changed(frameOf([{ text }]), 4, 0x61), 'it wants a dictionary'],
  ['a block size that is not known', frameOf([{ text }], { number: 3 }), 'its block size is not known'],
  ['a block over its size', frameOf([{ text: Buffer.alloc(65_537) }], { number: 4 }), 'a block is too long'],
  [
    'a block that ends in a repeat',
    frameOf([{ text, content: sequence(hall, { back: 1, length: 4 }) }]),
    'cut short',
  ],
  [
    'a repeat at distance 0',
    frameOf([{ text, content: sequence(hall, { back: 0, length: 4 }) }]),
    'not there',
  ],
  [
    'a block with another sum',
    changed(frameOf([{ text }], { blockSums: true }), 12, 1),
    'its checksum is another',
  ],
  [
    'a text with another sum',
    changed(frameOf([{ text }], { textSum: true }), 12, 1),
    'its checksum is another',
  ],
  ['a text of another size', changed(frameOf([{ text }], { size: true }), 6, 9), 'its size is another'],
  ['what has something behind it', Buffer.concat([frameOf([{ text }]), text]), 'something stands behind it'],
])('%s is damaged', (_, packed, message) => {
  expect(() => unpackLz4(packed, MAX)).toThrow(message)
})

const tooLarge = expect.objectContaining({ code: 'ERR_BUFFER_TOO_LARGE' })
const zeros = (length: number): Part => ({
  text: Buffer.alloc(0),
  content: Buffer.concat([
    sequence(Buffer.alloc(1), { back: 1, length: length - 1 }),
    sequence(Buffer.alloc(0)),
  ]),
})

test('what unpacks to more than the bound is refused, and what just fits is not', () => {
  const maxOutputLength = 100_000
  expect(unpackLz4(frameOf([zeros(100_000)]), { maxOutputLength })).toEqual(Buffer.alloc(100_000))
  expect(() => unpackLz4(frameOf([zeros(100_001)]), { maxOutputLength })).toThrow(tooLarge)
  expect(() => unpackLz4(frameOf([zeros(60_000), zeros(60_000)]), { maxOutputLength })).toThrow(tooLarge)
})

test('what says that it is larger than the bound is refused before any of it is unpacked', () => {
  const packed = changed(frameOf([{ text }], { size: true }), 12, 255)
  expect(() => unpackLz4(packed.subarray(0, 20), MAX)).toThrow(tooLarge)
})

/** From the specification's own implementation: xxhsum -H32. */
test.each([
  ['', 0x02cc5d05],
  ['abc', 0x32d153ff],
  ['Nobody inspects the spammish repetition', 0xe2293b2f],
])('the checksum of "%s" is as the specification has it', (text, sum) => {
  expect(xxh32(Buffer.from(text))).toBe(sum)
})
