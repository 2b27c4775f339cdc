import { gzipSync } from 'node:zlib'
import kafkajs from 'kafkajs'
import { expect, test } from 'vitest'
import { readBoundedly } from '../../../functions/adapters/kafka-codecs.ts'
import { explainKafka } from '../../../functions/adapters/kafka-errors.ts'

const { CompressionCodecs, CompressionTypes } = kafkajs
readBoundedly()

/** A batch of format 2 as it lies in memory: what is packed is the end of it. */
const batchOf = (packed: Uint8Array, { first = 17n, more = 3, magic = 2 } = {}): Buffer => {
  const batch = Buffer.alloc(61 + packed.length)
  batch.writeBigInt64BE(first, 0)
  batch.writeInt8(magic, 16)
  batch.writeInt32BE(more, 23)
  batch.set(packed, 61)
  return batch.subarray(61)
}
const unpack = (type: keyof typeof CompressionCodecs, packed: Buffer): Promise<Buffer> =>
  CompressionCodecs[type]().decompress(packed)

const bomb = gzipSync(Buffer.alloc(65 * 1024 * 1024))

test.each([
  [
    'snappy',
    CompressionTypes.Snappy,
    batchOf(Buffer.from('x')),
    /offsets 17 to 20 is compressed with snappy/,
  ],
  ['lz4', CompressionTypes.LZ4, batchOf(Buffer.from('x')), /offsets 17 to 20 is compressed with lz4/],
  ['a bomb', CompressionTypes.GZIP, batchOf(bomb), /offsets 17 to 20 unpacks to more than 64 MiB/],
  ['what is damaged', CompressionTypes.ZSTD, batchOf(Buffer.from('x')), /offsets 17 to 20 is damaged/],
  [
    'an old format',
    CompressionTypes.LZ4,
    batchOf(Buffer.from('x'), { magic: 1 }),
    /^the batch is compressed/,
  ],
  ['bytes alone', CompressionTypes.LZ4, Buffer.alloc(4), /^the batch is compressed/],
] as const)('%s is not unpacked, and the error says where it stands', async (_, type, packed, message) => {
  await expect(unpack(type as 1, packed)).rejects.toThrow(message)
  await expect(unpack(type as 1, packed)).rejects.toMatchObject({ retriable: false })
})

test('what it says tells how to go on behind it', async () => {
  const error = await unpack(CompressionTypes.Snappy, batchOf(Buffer.from('x'))).catch(error => error)
  expect(explainKafka(error, { brokers: ['b:1'], topic: 'posted' })).toBe(
    'topic "posted": the batch at offsets 17 to 20 is compressed with snappy, which is not read here; have it sent anew with gzip or zstd, and go on behind it with "roomtone rewind --topic posted --partition N --from 21 --skip"',
  )
})

test.each(['GZIP', 'ZSTD'] as const)('what was packed with %s is unpacked as it was', async name => {
  const codec = CompressionCodecs[CompressionTypes[name] as 1]()
  const text = Buffer.from('good morning '.repeat(1_000))
  expect(await codec.decompress(await codec.compress({ buffer: text }))).toEqual(text)
})
