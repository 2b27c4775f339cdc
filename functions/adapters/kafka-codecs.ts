import { promisify } from 'node:util'
import { gunzip, gzip, zstdCompress, zstdDecompress } from 'node:zlib'
import kafkajs from 'kafkajs'
import { headOf, recordsIn } from './kafka-batch.ts'
import { unpackLz4 } from './lz4.ts'
import { unpackSnappy } from './snappy.ts'

/**
 * What one compressed batch may unpack to. A broker takes 1 MiB of it unless it was told otherwise (max.message.bytes),
 * and JSON as alike as messages are packs to a thirtieth.
 */
const MAX_UNPACKED_BYTES = 64 * 1024 * 1024

/**
 * Records in one batch. kafkajs hands them on as the arguments of one call, and with more than some 120,000 its stack
 * overflows (decodeMessages.js). A batch that is not compressed holds so many only where brokers take over 1 MiB.
 */
const MAX_RECORDS = 100_000

/** A batch that cannot be unpacked, now or later. kafkajs looks at `retriable`. */
export class UnreadableBatch extends Error {
  readonly code = 'UNREADABLE_BATCH'
  readonly retriable = false
  /** Undefined where it is not known. */
  readonly lastOffset: bigint | undefined
  /** What its producer can do. */
  readonly remedy: string
  constructor(packed: Buffer, why: string, remedy = 'have it sent anew') {
    const place = headOf(packed)
    super(`the batch ${place ? `at offsets ${place.first} to ${place.last} ` : ''}${why}`)
    this.lastOffset = place?.last
    this.remedy = remedy
  }
}

const IN_SMALLER_BATCHES = 'have it sent anew in smaller batches'

type Pack = (bytes: Buffer) => Promise<Buffer>
type Unpack = (packed: Buffer, options: { maxOutputLength: number }) => Buffer | Promise<Buffer>
type Encoder = { buffer: Buffer }

const codecOf = (name: string, unpack: Unpack, pack: Pack) => () => ({
  compress: ({ buffer }: Encoder) => pack(buffer),
  decompress: async (packed: Buffer) => {
    const records = headOf(packed)?.records
    if (records !== undefined && records > MAX_RECORDS)
      throw new UnreadableBatch(packed, `holds more than ${MAX_RECORDS} records`, IN_SMALLER_BATCHES)
    const unpacked = await unpackOf(name, unpack, packed)
    const found = records === undefined ? 0 : recordsIn(unpacked)
    if (records !== undefined && found < records)
      throw new UnreadableBatch(
        packed,
        `is damaged (${name}: it holds ${found} records instead of ${records})`,
      )
    return unpacked
  },
})

const unpackOf = async (name: string, unpack: Unpack, packed: Buffer): Promise<Buffer> => {
  try {
    return await unpack(packed, { maxOutputLength: MAX_UNPACKED_BYTES })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ERR_BUFFER_TOO_LARGE')
      throw new UnreadableBatch(packed, 'unpacks to more than 64 MiB', IN_SMALLER_BATCHES)
    throw new UnreadableBatch(packed, `is damaged (${name}: ${message})`)
  }
}

const notWritten = (name: string) => async () => {
  throw new Error(`${name} is read, but not written here: compress with gzip or zstd`)
}

/**
 * Have kafkajs unpack what producers compress, with a bound: gzip, which it reads without one
 * (https://github.com/tulios/kafkajs/issues/1795), zstd, which Node knows, snappy and LZ4; and say where a batch stands
 * that it cannot unpack.
 */
export const readBoundedly = () => {
  const { CompressionCodecs, CompressionTypes } = kafkajs
  CompressionCodecs[CompressionTypes.GZIP] = codecOf('gzip', promisify(gunzip), promisify(gzip))
  CompressionCodecs[CompressionTypes.ZSTD] = codecOf(
    'zstd',
    promisify(zstdDecompress),
    promisify(zstdCompress),
  )
  CompressionCodecs[CompressionTypes.Snappy] = codecOf('snappy', unpackSnappy, notWritten('snappy'))
  CompressionCodecs[CompressionTypes.LZ4] = codecOf('lz4', unpackLz4, notWritten('lz4'))
}
