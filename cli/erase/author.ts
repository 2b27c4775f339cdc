import type { RoomList } from '../../schemas/answers.ts'
import type { Client } from '../client.ts'
import { isSure } from '../confirm.ts'
import { INTERRUPTED, untilInterrupted } from '../interrupt.ts'
import { patiently } from '../patience.ts'
import { progressOf } from '../progress.ts'
import { out, plural, printable, say } from '../terminal.ts'
import { type Asked, letterSteps, messageSteps, type Walking } from './steps.ts'

type Job = {
  author: string
  room: string | undefined
  source: string | undefined
  dryRun: boolean | undefined
  yes: boolean | undefined
}

/** What was found and, unless it only looked, what is gone. */
type Sums = { messages: number; rooms: number; letters: number; unread: string[]; isDone: boolean }

/**
 * The action of `erase --author`: room by room, then the dead letters. It keeps no journal: what is erased stays
 * erased, and whoever begins anew finds what is left, and what has come since.
 */
export const eraseAuthor = async (client: Client, { room, dryRun, yes, ...whose }: Job): Promise<void> => {
  const signal = untilInterrupted()
  const walking = { client, signal, patient: patiently(signal, say) }
  const rooms = room === undefined ? (await client.call<RoomList>('/v1/rooms')).rooms : [room]
  const walk = (dry: boolean, verb?: string) =>
    walkAll(walking, { ...whose, dryRun: dry }, { rooms, room, verb })
  if (dryRun || !yes) {
    const found = await walk(true, dryRun ? 'would erase' : undefined)
    if (dryRun || !found.isDone) return sayFound(found)
    if (found.messages + found.letters === 0) return sayNothing(whose.author, found)
    const question = { what: whatIn(found), verb: 'erase', instead: 'look first with --dry-run' }
    if (!(await isSure(question))) return say('nothing was erased')
  }
  sayErased(whose.author, await walk(false, 'erased'))
}

type Way = { rooms: readonly string[]; room: string | undefined; verb: string | undefined }

const walkAll = async (walking: Walking, asked: Asked, { rooms, room, verb }: Way): Promise<Sums> => {
  const sums: Sums = { messages: 0, rooms: 0, letters: 0, unread: [], isDone: false }
  let looked = 0
  const progress = progressOf(() => `${plural(looked, 'message')} looked at`, undefined)
  for (const one of rooms) {
    let inRoom = 0
    for await (const step of messageSteps(walking, one, asked)) {
      inRoom += asked.dryRun ? step.found : step.erased
      looked += step.looked
      progress.at(looked)
    }
    if (inRoom > 0 && verb) out(`${verb}  ${plural(inRoom, 'message')}  ${printable(one)}`)
    sums.messages += inRoom
    sums.rooms += inRoom > 0 ? 1 : 0
  }
  for await (const { found, purged, unread } of letterSteps(walking, { ...asked, room })) {
    sums.letters += asked.dryRun ? found : purged
    sums.unread.push(...unread)
  }
  return { ...sums, isDone: !walking.signal.aborted }
}

/** '3 messages in 2 rooms and 1 dead letter' */
const whatIn = ({ messages, rooms, letters }: Sums): string =>
  `${plural(messages, 'message')} in ${plural(rooms, 'room')} and ${plural(letters, 'dead letter')}`

const sayNothing = (author: string, found: Sums): void => {
  say(`nothing by ${printable(author)} is here`)
  sayUnread(found)
}

const SHOWN_CHARACTERS = 12

/** What no program can judge is left to a person, by name. */
const sayUnread = ({ unread }: Sums): void => {
  if (unread.length === 0) return
  const ids = unread.map(key => key.slice(0, SHOWN_CHARACTERS)).join(' ')
  say(
    `${plural(unread.length, 'dead letter')} with that name cannot be read: look with \`roomtone dlq show\`, forget with \`roomtone dlq purge ${ids}\``,
  )
}

const sayFound = (found: Sums): void => {
  say(`${whatIn(found)}; nothing was done`)
  sayUnread(found)
  if (!found.isDone) process.exitCode = INTERRUPTED
}

const sayErased = (author: string, sums: Sums): void => {
  say(
    sums.isDone
      ? `${whatIn(sums)} by ${printable(author)} erased; what was still on its way is not among them: run this again in a while`
      : `${whatIn(sums)} by ${printable(author)} erased; stopped before the end: run this again, what is erased stays erased`,
  )
  sayUnread(sums)
  if (!sums.isDone) process.exitCode = INTERRUPTED
}
