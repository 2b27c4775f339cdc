/*
 * Reads zip files, as far as packages need it: no encryption, no archives over 4 GB.
 * https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT (4.3)
 *
 *   local header, name, extra, bytes | local header, … | central directory: a header for each file | end
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { crc32, inflateRawSync } from 'node:zlib'

export type ZipEntry = {
  name: string
  sizeBytes: number
  /** In the zip. */
  packedBytes: number
}

type Placed = ZipEntry & { at: number; isDeflated: boolean; crc: number; mode: number }

/** "End of central directory", and what headers take up before the name. */
const END = 0x06054b50
const CENTRAL_BYTES = 46
const LOCAL_BYTES = 30

/** What a zip file holds: [{ name: 'dist/functions/ingest/index.mjs', sizeBytes: 48211, packedBytes: 9120 }, …] */
export const zipEntries = (file: string): ZipEntry[] =>
  directoryOf(readFileSync(file)).map(({ name, sizeBytes, packedBytes }) => ({
    name,
    sizeBytes,
    packedBytes,
  }))

/** Unpack a zip into a folder, as Lambda does. Throws where a file is not what the directory says. */
export const unzip = (file: string, folder: string): void => {
  const zip = readFileSync(file)
  for (const entry of directoryOf(zip)) {
    const { name, at, packedBytes, isDeflated, crc, mode } = entry
    const target = path.join(folder, name)
    if (!target.startsWith(path.join(folder, path.sep)))
      throw new Error(`${file}: "${name}" leads out of the zip`)
    const start = at + LOCAL_BYTES + zip.readUInt16LE(at + 26) + zip.readUInt16LE(at + 28)
    const packed = zip.subarray(start, start + packedBytes)
    const bytes = isDeflated ? inflateRawSync(packed) : packed
    if (crc32(bytes) !== crc) throw new Error(`${file}: "${name}" is damaged: package again`)
    mkdirSync(path.dirname(target), { recursive: true })
    writeFileSync(target, bytes, { mode })
  }
}

const directoryOf = (zip: Buffer): Placed[] => {
  const end = zip.lastIndexOf(Buffer.from(Uint32Array.of(END).buffer))
  if (end === -1) throw new Error('it has no directory, so it is no zip or was cut short: package again')
  const entries: Placed[] = []
  let at = zip.readUInt32LE(end + 16)
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const nameBytes = zip.readUInt16LE(at + 28)
    entries.push({
      name: zip.toString('utf8', at + CENTRAL_BYTES, at + CENTRAL_BYTES + nameBytes),
      isDeflated: zip.readUInt16LE(at + 10) === 8,
      crc: zip.readUInt32LE(at + 16),
      packedBytes: zip.readUInt32LE(at + 20),
      sizeBytes: zip.readUInt32LE(at + 24),
      mode: (zip.readUInt32LE(at + 38) >>> 16) & 0o777,
      at: zip.readUInt32LE(at + 42),
    })
    at += CENTRAL_BYTES + nameBytes + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32)
  }
  return entries
}
