import { promisify } from 'node:util'
import { gunzip, gzip, zstdCompress, zstdDecompress } from 'node:zlib'
import kafkajs from 'kafkajs'

/**
 * What one compressed batch may unpack to. A broker takes 1 MiB of it unless it was told otherwise (max.message.bytes),
 * and JSON as alike as messages are packs to a thirtieth.
 */
export const MAX_UNPACKED_BYTES = 64 * 1024 * 1024

type Unpack = (packed: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>
type Encoder = { buffer: Buffer }

const codecOf = (pack: (bytes: Buffer) => Promise<Buffer>, unpack: Unpack) => () => ({
  compress: ({ buffer }: Encoder) => pack(buffer),
  decompress: (packed: Buffer) => unpack(packed, { maxOutputLength: MAX_UNPACKED_BYTES }),
})

/**
 * Have kafkajs unpack gzip with a bound, which it does not have by itself (https://github.com/tulios/kafkajs/issues/1795),
 * and zstd, which Node knows. Past the bound it throws a RangeError.
 */
export const readBoundedly = () => {
  const { CompressionCodecs, CompressionTypes } = kafkajs
  CompressionCodecs[CompressionTypes.GZIP] = codecOf(promisify(gzip), promisify(gunzip))
  CompressionCodecs[CompressionTypes.ZSTD] = codecOf(promisify(zstdCompress), promisify(zstdDecompress))
}
