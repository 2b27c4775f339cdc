import type { Command } from 'commander'
import type { DeadLetter } from '../../schemas/dead-letter.ts'
import { at, type Client, clientOf, Refused, type ServerOptions } from '../client.ts'
import { INTERRUPTED, untilInterrupted } from '../interrupt.ts'
import { out, plural, printable, say } from '../terminal.ts'
import { shortId } from './letter-lines.ts'
import { lettersBy, lettersByIds } from './letters.ts'

type Options = ServerOptions & { reason?: string; room?: string; all?: boolean; dryRun?: boolean }

/** The action of `dlq replay`: a line for each letter on stdout, what it came to on stderr. */
export const replay = async (ids: string[], options: Options, command: Command): Promise<void> => {
  const { reason, room, all, dryRun } = options
  const byFilter = reason !== undefined || room !== undefined || all === true
  if (ids.length === 0 && !byFilter) command.error('error: give ids, --reason, --room or --all')
  if (ids.length > 0 && byFilter) command.error('error: give ids, or --reason, --room or --all, not both')
  const client = clientOf(options)
  const letters = await (byFilter ? openLetters(client, options) : lettersByIds(client, ids))
  if (dryRun) return sayWhatWould(letters)
  await replayAll(client, letters)
}

const openLetters = async (client: Client, { reason, room }: Options): Promise<DeadLetter[]> => {
  const letters: DeadLetter[] = []
  for await (const letter of lettersBy(client, {
    ...(reason && { reason }),
    ...(room && { room }),
    state: 'open',
  }))
    letters.push(letter)
  return letters
}

const describe = (letter: DeadLetter): string =>
  [shortId(letter), letter.reason, printable(letter.room ?? '-')].join('  ')

const sayWhatWould = (letters: readonly DeadLetter[]): void => {
  for (const letter of letters) out(`would replay  ${describe(letter)}`)
  say(`${plural(letters.length, 'dead letter')} would be replayed; nothing was done`)
}

const replayAll = async (client: Client, letters: readonly DeadLetter[]): Promise<void> => {
  const signal = untilInterrupted()
  let replayed = 0
  let refused = 0
  try {
    for (const letter of letters) {
      if (signal.aborted) break
      const why = await replayOne(client, letter)
      if (why === undefined) replayed++
      else refused++
      out(
        why === undefined
          ? `replayed  ${describe(letter)}`
          : `refused   ${describe(letter)}  ${printable(why)}`,
      )
    }
  } finally {
    say(summary({ replayed, refused, left: letters.length - replayed - refused }))
  }
  if (signal.aborted) process.exitCode = INTERRUPTED
  else if (refused > 0) process.exitCode = 1
}

/** Why it was refused; undefined: it is on its way. Throws where nothing answers: the rest would fare no better. */
const replayOne = async (client: Client, { key }: DeadLetter): Promise<string | undefined> => {
  try {
    await client.call(at`/v1/dead-letters/${key}/replay`, { method: 'POST' })
    return undefined
  } catch (error) {
    if (error instanceof Refused) return error.message
    throw error
  }
}

const summary = ({ replayed, refused, left }: { replayed: number; refused: number; left: number }): string =>
  [
    `${plural(replayed, 'dead letter')} posted again`,
    ...(refused > 0 ? [`${refused} refused`] : []),
    ...(left > 0 ? [`stopped with ${left} left`] : []),
    'what still cannot be counted comes back: look with `roomtone dlq ls`',
  ].join('; ')
