import { promisify } from 'node:util'
import { gunzip, gzip, zstdCompress, zstdDecompress } from 'node:zlib'
import kafkajs from 'kafkajs'

/**
 * What one compressed batch may unpack to. A broker takes 1 MiB of it unless it was told otherwise (max.message.bytes),
 * and JSON as alike as messages are packs to a thirtieth.
 */
const MAX_UNPACKED_BYTES = 64 * 1024 * 1024

/** A batch that cannot be unpacked, now or later. kafkajs looks at `retriable`. */
export class UnreadableBatch extends Error {
  readonly code = 'UNREADABLE_BATCH'
  readonly retriable = false
  /** Undefined where it is not known. */
  readonly lastOffset: bigint | undefined
  constructor(packed: Buffer, why: string) {
    const place = placeOf(packed)
    super(`the batch ${place ? `at offsets ${place.first} to ${place.last} ` : ''}${why}`)
    this.lastOffset = place?.last
  }
}

/**
 * Where a packed batch stands. kafkajs hands over the bytes alone, but the head of the batch lies before them in memory:
 * first offset at 0, magic 2 at 16, the difference to the last offset at 23, the records from 61 on.
 * https://kafka.apache.org/documentation/#recordbatch
 */
const placeOf = ({ buffer, byteOffset }: Buffer): { first: bigint; last: bigint } | undefined => {
  if (byteOffset < HEAD_BYTES) return undefined
  const head = new DataView(buffer, byteOffset - HEAD_BYTES, HEAD_BYTES)
  if (head.getInt8(16) !== 2) return undefined
  const first = head.getBigInt64(0)
  return { first, last: first + BigInt(head.getInt32(23)) }
}

const HEAD_BYTES = 61

type Unpack = (packed: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>
type Encoder = { buffer: Buffer }

const codecOf = (pack: (bytes: Buffer) => Promise<Buffer>, unpack: Unpack) => () => ({
  compress: ({ buffer }: Encoder) => pack(buffer),
  decompress: (packed: Buffer) =>
    unpack(packed, { maxOutputLength: MAX_UNPACKED_BYTES }).catch(({ code, message }) => {
      const tooMuch = 'unpacks to more than 64 MiB'
      throw new UnreadableBatch(packed, code === 'ERR_BUFFER_TOO_LARGE' ? tooMuch : `is damaged (${message})`)
    }),
})

const unread = (name: string) => () => ({
  compress: async () => {
    throw new Error(`${name} is not written here`)
  },
  decompress: async (packed: Buffer) => {
    throw new UnreadableBatch(packed, `is compressed with ${name}, which is not read here`)
  },
})

/**
 * Have kafkajs unpack gzip with a bound, which it does not have by itself (https://github.com/tulios/kafkajs/issues/1795),
 * and zstd, which Node knows; and say where a batch stands that it cannot unpack.
 */
export const readBoundedly = () => {
  const { CompressionCodecs, CompressionTypes } = kafkajs
  CompressionCodecs[CompressionTypes.GZIP] = codecOf(promisify(gzip), promisify(gunzip))
  CompressionCodecs[CompressionTypes.ZSTD] = codecOf(promisify(zstdCompress), promisify(zstdDecompress))
  CompressionCodecs[CompressionTypes.Snappy] = unread('snappy')
  CompressionCodecs[CompressionTypes.LZ4] = unread('lz4')
}
