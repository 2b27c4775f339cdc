import type { Arch } from './bundle.ts'
import type { PackedModels } from './packed-models.ts'
import type { ZipEntry } from './zip.ts'

/** The zip of a function. */
export type Zip = { name: string; bytes: number; entries: readonly ZipEntry[] }

const MB = 1_000_000

/**
 * What a zip with a model may weigh. A cold start fetches it; what is over has grown by accident, as ONNX Runtime's
 * binaries for other processors (288 MB) would. `npm run package` says what they do weigh: with sentiment-small 21.4 MB
 * for arm64 and 28.9 for x64, with sentiment 25.6 and 33.1.
 */
const MAX_WITH_MODEL_BYTES: Record<string, Record<Arch, number>> = {
  'models/sentiment-small': { arm64: 25 * MB, x64: 31 * MB },
}
const MAX_WITH_ANY_MODEL_BYTES: Record<Arch, number> = { arm64: 30 * MB, x64: 37 * MB }
const MAX_WITHOUT_MODEL_BYTES = 2 * MB
/** What the similarity model may add where another stands beside it: 14.5 MB as it is, and a little to grow by. */
const MAX_SIMILARITY_BYTES = 16 * MB
/** What Lambda's console and API take at once; a larger zip has to go by S3. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_UPLOADED_BYTES = 50 * MB
/** A third of Lambda's 250 MB: the same page. */
const MAX_UNPACKED_BYTES = 90 * MB

/** What was packed. A shadow comes on top of the limits, whatever it weighs. */
export type Packed = PackedModels & { arch: Arch }

/** What is over its limit: which zip, how large it is, what is in it, and what to do. [] where all fit. */
export const checkSizes = (zips: readonly Zip[], packed: Packed): string[] =>
  zips.flatMap(zip => {
    const { entries, bytes, name } = zip
    const shadowed = entriesOf(zip, packed.shadow)
    const unpacked = sumOf(entries, 'sizeBytes') - sumOf(shadowed, 'sizeBytes')
    const own = bytes - sumOf(shadowed, 'packedBytes')
    const limit = maxBytesOf(zip, packed)
    return [
      ...(own > limit ? [`the zip of ${name} has ${mb(own)}, over its limit of ${mb(limit)}`] : []),
      ...(unpacked > MAX_UNPACKED_BYTES
        ? [`${name} unpacks to ${mb(unpacked)}, over the limit of ${mb(MAX_UNPACKED_BYTES)}`]
        : []),
    ].map(fault => `${fault}. ${largestOf(entries)} ${cureOf(zip)}`)
  })

const entriesOf = ({ entries }: Zip, folder: string | undefined): ZipEntry[] =>
  folder === undefined ? [] : entries.filter(({ name }) => name.startsWith(`${folder}/`))

const hasModel = ({ entries }: Zip): boolean => entries.some(({ name }) => name.endsWith('.onnx'))

const maxBytesOf = (zip: Zip, { arch, model, similarity }: Packed): number => {
  if (!hasModel(zip)) return MAX_WITHOUT_MODEL_BYTES
  if (entriesOf(zip, model).length === 0) return MAX_WITH_ANY_MODEL_BYTES[arch]
  const alone = (MAX_WITH_MODEL_BYTES[model] ?? MAX_WITH_ANY_MODEL_BYTES)[arch]
  return entriesOf(zip, similarity).length === 0
    ? alone
    : Math.min(alone + MAX_SIMILARITY_BYTES, MAX_UPLOADED_BYTES)
}

const sumOf = (entries: readonly ZipEntry[], what: 'sizeBytes' | 'packedBytes'): number =>
  entries.reduce((bytes, entry) => bytes + entry[what], 0)

const SHOWN = 5

const largestOf = (entries: readonly ZipEntry[]): string => {
  const largest = entries.toSorted((a, b) => b.packedBytes - a.packedBytes).slice(0, SHOWN)
  return `Largest, as packed: ${largest.map(({ name, packedBytes }) => `${name} ${mb(packedBytes)}`).join(', ')}.`
}

const cureOf = (zip: Zip): string =>
  hasModel(zip)
    ? 'Package a smaller model (ROOMTONE_MODEL=models/sentiment-small) or none for similar questions (ROOMTONE_SIMILARITY_MODEL=no), or raise the limit in scripts/package-limits.ts.'
    : `Leave out what it does not need: see what functions/${zip.name}.ts imports, or raise the limit in scripts/package-limits.ts.`

/** 25704737 -> '25.7 MB' */
export const mb = (bytes: number): string => `${(bytes / MB).toFixed(bytes < MB ? 2 : 1)} MB`
