import { randomBytes } from 'node:crypto'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { secretBytes } from '../api/token.ts'

/** The key that signs room tokens, in `<folder>/secret`, for its owner's eyes only; made where there is none. */
export const readOrMakeSecret = (folder: string): Uint8Array => {
  const file = join(folder, 'secret')
  try {
    return secretBytes(readFileSync(file, 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
      throw new Error(`${file}: ${(error as Error).message}`, { cause: error })
  }
  const secret = randomBytes(48).toString('base64url')
  writeFileSync(`${file}.new`, `${secret}\n`, { mode: 0o600 })
  renameSync(`${file}.new`, file) // whole or not at all
  return secretBytes(secret)
}
