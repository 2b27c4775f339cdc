import { gzipSync } from 'node:zlib'
import kafkajs from 'kafkajs'
import { expect, test } from 'vitest'
import { readBoundedly } from '../../../functions/adapters/kafka-codecs.ts'
import { explainKafka } from '../../../functions/adapters/kafka-errors.ts'
import { bigEndian, varint } from './packed-texts.ts'

const { CompressionCodecs, CompressionTypes } = kafkajs
readBoundedly()

/** A batch of format 2 as it lies in memory: what is packed is the end of it. */
const batchOf = (packed: Uint8Array, { first = 17n, records = 4, magic = 2 } = {}): Buffer => {
  const batch = Buffer.alloc(61 + packed.length)
  batch.writeBigInt64BE(first, 0)
  batch.writeInt32BE(49 + packed.length, 8)
  batch.writeInt8(magic, 16)
  batch.writeInt32BE(records - 1, 23)
  batch.writeInt32BE(records, 57)
  batch.set(packed, 61)
  return batch.subarray(61)
}
const unpack = (type: keyof typeof CompressionCodecs, packed: Buffer): Promise<Buffer> =>
  CompressionCodecs[type]().decompress(packed)

/** As the format has it: a length in zigzag, and so many bytes. */
const recordOf = (length: number) => Buffer.concat([Buffer.from(varint(2 * length)), Buffer.alloc(length)])
const four = Buffer.concat([1, 63, 64, 9_000].map(recordOf))

const { GZIP, ZSTD, Snappy, LZ4 } = CompressionTypes
const x = Buffer.from('x')
const MIB = 1024 * 1024
const gzipBomb = gzipSync(Buffer.alloc(65 * MIB))
const snappyBomb = Buffer.from([...varint(65 * MIB), 0, 65])
/** A block of 4 MiB from 16 KiB: a zero, and the same again and again. */
const lz4Block = Buffer.concat([Buffer.from([0x1f, 0, 1, 0]), Buffer.alloc(16_448, 255), Buffer.from([0, 0])])
const lz4Bomb = (blocks: number) => {
  const size = bigEndian(lz4Block.length).reverse()
  const head = Buffer.from([0x04, 0x22, 0x4d, 0x18, 0x60, 0x70, 0])
  return Buffer.concat([head, ...Array(blocks).fill([size, lz4Block]).flat(), Buffer.alloc(4)])
}

test.each([
  ['a gzip bomb', GZIP, batchOf(gzipBomb), /offsets 17 to 20 unpacks to more than 64 MiB/],
  ['a snappy bomb', Snappy, batchOf(snappyBomb), /offsets 17 to 20 unpacks to more than 64 MiB/],
  ['an lz4 bomb', LZ4, batchOf(lz4Bomb(17)), /offsets 17 to 20 unpacks to more than 64 MiB/],
  ['damaged zstd', ZSTD, batchOf(x), /offsets 17 to 20 is damaged \(zstd: /],
  ['damaged snappy', Snappy, batchOf(x), /offsets 17 to 20 is damaged \(snappy: premature end of input\)/],
  ['damaged lz4', LZ4, batchOf(x), /offsets 17 to 20 is damaged \(lz4: it is cut short\)/],
  ['no byte of gzip', GZIP, batchOf(Buffer.alloc(0)), /is damaged \(gzip: unexpected end of file\)/],
  ['an empty gzip', GZIP, batchOf(gzipSync('')), /is damaged \(gzip: it holds 0 records instead of 4\)/],
  ['an empty snappy', Snappy, batchOf(Buffer.of(0)), /\(snappy: it holds 0 records instead of 4\)/],
  ['an empty lz4', LZ4, batchOf(lz4Bomb(0)), /\(lz4: it holds 0 records instead of 4\)/],
  ['a record too few', GZIP, batchOf(gzipSync(four), { records: 5 }), /it holds 4 records instead of 5/],
  ['half a record', GZIP, batchOf(gzipSync(four.subarray(0, -1))), /it holds 3 records instead of 4/],
  ['too many records', LZ4, batchOf(x, { records: 100_001 }), /17 to 100017 holds more than 100000 records/],
  ['an old format', LZ4, batchOf(x, { magic: 1 }), /^the batch is damaged/],
  ['bytes alone', LZ4, Buffer.alloc(4), /^the batch is damaged/],
] as const)('%s is not unpacked, and the error says where it stands', async (_, type, packed, message) => {
  await expect(unpack(type as 1, packed)).rejects.toThrow(message)
  await expect(unpack(type as 1, packed)).rejects.toMatchObject({ retriable: false })
})

test.each([
  [
    Snappy,
    batchOf(snappyBomb),
    'topic "posted": the batch at offsets 17 to 20 unpacks to more than 64 MiB; have it sent anew in smaller batches, and go on behind it with "roomtone rewind --topic posted --partition N --from 21 --skip"',
  ],
  [
    LZ4,
    batchOf(x),
    'topic "posted": the batch at offsets 17 to 20 is damaged (lz4: it is cut short); have it sent anew, and go on behind it with "roomtone rewind --topic posted --partition N --from 21 --skip"',
  ],
] as const)('what it says tells how to go on behind it', async (type, packed, line) => {
  const error = await unpack(type as 1, packed).catch(error => error)
  expect(explainKafka(error, { brokers: ['b:1'], topic: 'posted' })).toBe(line)
})

test('a batch with as many records as it says is unpacked, whatever their length', async () => {
  expect(await unpack(GZIP, batchOf(gzipSync(four)))).toEqual(four)
})

test('a batch of old Kafka, or one whose head is not at hand, is unpacked without counting its records', async () => {
  expect(await unpack(GZIP, batchOf(gzipSync('text'), { magic: 1 }))).toEqual(Buffer.from('text'))
  expect(await unpack(GZIP, Buffer.from(gzipSync('text')))).toEqual(Buffer.from('text'))
})

test('what is just within 64 MiB is unpacked', async () => {
  const unpacked = await unpack(LZ4, Buffer.from(lz4Bomb(15)))
  expect(unpacked.equals(Buffer.alloc(unpacked.length))).toBe(true)
  expect(unpacked.length).toBeGreaterThan(59 * MIB)
})

test.each(['GZIP', 'ZSTD'] as const)('what was packed with %s is unpacked as it was', async name => {
  const codec = CompressionCodecs[CompressionTypes[name] as 1]()
  const text = Buffer.from('good morning '.repeat(1_000))
  expect(await codec.decompress(await codec.compress({ buffer: text }))).toEqual(text)
})

test.each(['Snappy', 'LZ4'] as const)(
  'nothing is packed with %s, and the error says what to take',
  async name => {
    const codec = CompressionCodecs[CompressionTypes[name] as 1]()
    await expect(codec.compress({ buffer: x })).rejects.toThrow(
      /is read, but not written here: compress with gzip or zstd/,
    )
  },
)
