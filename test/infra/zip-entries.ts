import { readFileSync } from 'node:fs'

export type ZipEntry = { name: string; sizeBytes: number }

/** "End of central directory" and "central directory header" of APPNOTE.TXT 4.3: name and unpacked size of each. */
const END = 0x06054b50
const HEADER_BYTES = 46

/** What a zip file unpacks to: [{ name: 'dist/functions/ingest/index.mjs', sizeBytes: 48211 }, …] */
export const zipEntries = (file: string): ZipEntry[] => {
  const zip = readFileSync(file)
  const end = zip.lastIndexOf(Buffer.from(Uint32Array.of(END).buffer))
  const entries: ZipEntry[] = []
  let at = zip.readUInt32LE(end + 16)
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const nameBytes = zip.readUInt16LE(at + 28)
    const name = zip.toString('utf8', at + HEADER_BYTES, at + HEADER_BYTES + nameBytes)
    entries.push({ name, sizeBytes: zip.readUInt32LE(at + 24) })
    at += HEADER_BYTES + nameBytes + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32)
  }
  return entries
}
