import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Failure } from '../failure.ts'

/**
 * The bytes as a person leaves them in $VISUAL or $EDITOR, in a file that nobody else can read. It is kept where they
 * changed it, in case what they wrote is refused; `forget` removes it.
 */
export const editedByHand = (bytes: Uint8Array, env = process.env) => {
  const editor = env.VISUAL || env.EDITOR
  if (!editor)
    throw new Failure(
      'what should change? Give pairs of a JSON Pointer and a value (/text "Hello"), --file FILE, or set EDITOR to edit it by hand',
    )
  const file = join(mkdtempSync(join(tmpdir(), 'roomtone-letter-')), 'letter.json')
  writeFileSync(file, bytes, { mode: 0o600 })
  const forget = () => rmSync(dirname(file), { recursive: true, force: true })
  const { status, error } = spawnSync('/bin/sh', ['-c', `${editor} "$1"`, 'sh', file], { stdio: 'inherit' })
  const edited = status === 0 ? withoutAddedEnd(readFileSync(file), bytes) : Buffer.from(bytes)
  if (status === 0 && !edited.equals(bytes)) return { bytes: edited, keptIn: file, forget }
  forget()
  if (status === 0) throw new Failure('nothing was changed, so nothing is edited')
  throw new Failure(
    `the editor (${editor}) ended with ${error?.message ?? `exit code ${status}`}: nothing is edited`,
  )
}

/** Editors end a file with a line feed; it is not what somebody wrote. */
const withoutAddedEnd = (edited: Buffer, before: Uint8Array): Buffer =>
  edited.at(-1) === 0x0a && before.at(-1) !== 0x0a ? edited.subarray(0, -1) : edited
