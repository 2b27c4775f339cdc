import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { setIn } from '../../events/pointer.ts'
import type { ReplayReport } from '../../schemas/answers.ts'
import type { DeadLetter } from '../../schemas/dead-letter.ts'
import { at, type Client, clientOf, Refused, type ServerOptions } from '../client.ts'
import { Failure } from '../failure.ts'
import { out, printable, say } from '../terminal.ts'
import { editedByHand } from './editor.ts'
import { describe, shortId, textOf } from './letter-lines.ts'
import { letterBy } from './letters.ts'
import { wouldText } from './would-text.ts'

type Options = ServerOptions & { file?: string }
/** `keptIn`: where a person's own words are, that must not be lost with a refusal. */
type Edited = { bytes: Uint8Array; keptIn?: string; forget?: () => void }

/** The action of `dlq edit`. */
export const edit = async (
  id: string,
  pairs: string[],
  options: Options,
  command: Command,
): Promise<void> => {
  if (pairs.length % 2 === 1)
    command.error(
      `error: '${printable(pairs.at(-1)!)}' has no value: give pairs of a JSON Pointer and a value`,
    )
  if (pairs.length > 0 && options.file !== undefined)
    command.error('error: give pairs of a JSON Pointer and a value, or --file, not both')
  const client = clientOf(options)
  const letter = await letterBy(client, id)
  const { bytes, keptIn, forget } = await editedOf(letter, pairs, options)
  const after = await send(client, letter, bytes).catch(error => {
    throw explained(error, letter, keptIn)
  })
  forget?.()
  out(`edited  ${describe(after)}`)
  say(
    `a replay would make it: ${await whatWould(client, after)}; \`roomtone dlq replay ${shortId(after)}\` posts it`,
  )
}

const editedOf = async (letter: DeadLetter, pairs: readonly string[], { file }: Options): Promise<Edited> => {
  const current = { body: letter.edited ?? letter.body }
  if (file !== undefined) return { bytes: readFile(file) }
  if (pairs.length === 0) return editedByHand(Buffer.from(current.body, 'base64'))
  const { text, isUtf8 } = textOf(current)
  if (!isUtf8) throw new Failure('its bytes are not UTF-8: edit it whole, with --file or $EDITOR')
  const set = setIn(text, settingsOf(pairs))
  if (!set.ok) throw new Failure(`${printable(set.why)}; edit it whole, with --file or $EDITOR`)
  return { bytes: Buffer.from(set.text) }
}

const readFile = (file: string): Uint8Array => {
  try {
    return readFileSync(file === '-' ? 0 : file)
  } catch (error) {
    throw new Failure(`${file} cannot be read: ${(error as Error).message}`)
  }
}

/** What is JSON is taken as that, anything else as text: 2 -> 2, '"2"' -> "2", Hello -> "Hello" */
const settingsOf = (pairs: readonly string[]) =>
  pairs.flatMap((pointer, nth) => (nth % 2 === 0 ? { pointer, value: valueFrom(pairs[nth + 1]!) } : []))

const valueFrom = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

const send = (client: Client, { key, rejections, edits }: DeadLetter, bytes: Uint8Array) => {
  const body = { rejections, edits, body: Buffer.from(bytes).toString('base64') }
  return client.call<DeadLetter>(at`/v1/dead-letters/${key}/edit`, { method: 'POST', body })
}

const explained = (error: unknown, letter: DeadLetter, keptIn: string | undefined): unknown => {
  if (!(error instanceof Failure)) return error
  const why = error instanceof Refused ? error.message.replace(/^\/body: /, '') : error.message
  const kept =
    keptIn === undefined
      ? ''
      : `; what you wrote is kept: \`roomtone dlq edit ${shortId(letter)} --file ${keptIn}\``
  return new Failure(`not edited: ${why}${kept}`)
}

const whatWould = async (client: Client, { key }: DeadLetter): Promise<string> => {
  const body = { keys: [key], dryRun: true }
  const report = await client.call<ReplayReport>('/v1/dead-letters/replay', { method: 'POST', body })
  return wouldText(report.letters[0])
}
