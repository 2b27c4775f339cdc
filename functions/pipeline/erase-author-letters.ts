import { isBy } from '../../events/author.ts'
import { identityIn } from '../../events/identity.ts'
import type { DeadLetter } from '../../schemas/dead-letter.ts'
import type { Limits } from './attempt.ts'
import { bytesOf } from './edit-letter.ts'
import { eraseAll, hindrance } from './erase.ts'
import type { Whose } from './erase-author.ts'
import { messageKey } from './keys.ts'
import type { Letters, Ports } from './ports.ts'
import { seenOf } from './replay.ts'

/** What one step did; `unread`: keys of letters that hold the name and cannot be read. */
export type LettersStep = {
  looked: number
  found: number
  purged: number
  unread: string[]
  cursor?: string | undefined
}

type LetterPorts = Pick<Ports, 'store' | 'clock' | 'draw'> & { letters: Letters }
type Step = Limits & { dryRun: boolean; room?: string | undefined; cursor?: string | undefined }

/** Letters that one step looks at, whole. */
const PAGE = 100

/**
 * Purge the dead letters of an author, in any state. Before, their messages are erased by identity: what was replayed
 * may be on a queue. Under an identity that somebody else's message has, nothing is erased. Harmless to repeat; throws
 * where the store is away: the same step again goes on. A letter that changes meanwhile stays, and is found next time.
 */
export const eraseAuthorLetters = async (
  ports: LetterPorts,
  whose: Whose,
  { dryRun, room, cursor, deadlineMs }: Step,
): Promise<LettersStep> => {
  const page = await ports.letters.list({ room, limit: PAGE, cursor })
  const judged = page.letters.map(letter => ({ letter, is: isOf(letter, whose) }))
  const found = judged.filter(({ is }) => is === true).map(({ letter }) => letter)
  const unread = judged.filter(({ is }) => is === 'unread').map(({ letter }) => letter.key)
  const step = { looked: judged.length, found: found.length, purged: 0, unread, cursor: page.cursor }
  if (dryRun || found.length === 0) return step
  await eraseMessages(ports, found, whose, { deadlineMs })
  return { ...step, purged: (await ports.letters.purge(found.map(seenOf))).length }
}

const isOf = (letter: DeadLetter, { author, source }: Whose): boolean | 'unread' => {
  const bodies = [Buffer.from(letter.body, 'base64'), bytesOf(letter)]
  const judged = bodies.map(body => {
    const is = isBy(author, body)
    return is === true && source !== undefined && identityIn(body).source !== source ? false : is
  })
  return judged.find(is => is === true) ?? judged.find(is => is === 'unread') ?? false
}

const eraseMessages = async (
  ports: LetterPorts,
  found: readonly DeadLetter[],
  { author }: Whose,
  limits: Limits,
): Promise<void> => {
  const named = found.flatMap(letter => {
    const { room, source, id } = identityIn(bytesOf(letter))
    if (room === undefined || source === undefined || id === undefined) return []
    return { room, key: messageKey({ room, source, id }), by: author }
  })
  const distinct = [...new Map(named.map(one => [one.key, one])).values()]
  const standing = await ports.store.read(distinct.map(({ key }) => key))
  for (const [key, result] of await eraseAll(ports, distinct, limits, standing))
    if (typeof result !== 'string') throw hindrance(key, result)
}
