import { identityIn, type PartialIdentity } from '../../events/identity.ts'
import { namedByPlace } from '../../events/kafka-place.ts'
import { identityOf, readMessage } from '../../events/message.ts'
import type { DeadLetter, SeenLetter } from '../../schemas/dead-letter.ts'
import type { Clock, Letters } from './ports.ts'

export type Edit =
  | { is: 'edited'; letter: DeadLetter }
  | { is: 'unknown' } // no letter has this key
  | { is: 'changed' } // it was rejected again, or edited, since it was seen
  | { is: 'refused'; why: string }

/**
 * Keep what is `given` beside the letter's own as what a replay posts. It has to be a message or an erasure, and may not
 * change what of
 * its identity could be read, in the letter as it came or as it was last edited: the same bytes may have been posted
 * before and may be again, and two identities of one message would be counted twice.
 */
export const editLetter = async (
  { letters, clock }: { letters: Letters; clock: Clock },
  seen: SeenLetter,
  given: Uint8Array,
): Promise<Edit> => {
  const letter = await letters.get(seen.key)
  if (!letter) return { is: 'unknown' }
  const bytes = namedByPlace(given, letter.origin)
  const read = readMessage(bytes)
  if (read.is === 'rejected')
    return { is: 'refused', why: `it would still be ${read.reason}: ${read.detail}` }
  const identity = identityOf(read)
  const why = changedIdentity(letter, identity)
  if (why !== undefined) return { is: 'refused', why }
  const edited = Buffer.from(bytes).toString('base64')
  if (edited === (letter.edited ?? letter.body)) return { is: 'refused', why: 'nothing in it was changed' }
  const edit = { edited, room: identity.room, atMs: clock.now() }
  if (!(await letters.edit(seen, edit))) return { is: 'changed' }
  return { is: 'edited', letter: (await letters.get(seen.key)) ?? letter }
}

/** What is posted in its place, or came. */
export const bytesOf = ({ edited, body }: Pick<DeadLetter, 'edited' | 'body'>): Buffer =>
  Buffer.from(edited ?? body, 'base64')

/** Why an edit to this identity is refused; undefined: it changes nothing that could be read. */
export const changedIdentity = (
  letter: Pick<DeadLetter, 'body' | 'edited'>,
  now: Required<PartialIdentity>,
): string | undefined => {
  const before = { ...identityIn(Buffer.from(letter.body, 'base64')), ...identityIn(bytesOf(letter)) }
  const part = (['room', 'source', 'id'] as const).find(
    one => before[one] !== undefined && before[one] !== now[one],
  )
  if (part === undefined) return undefined
  const change = `from ${JSON.stringify(before[part])} to ${JSON.stringify(now[part])}`
  return `it changes the message's ${part} ${change}: under another identity it could be counted twice; purge or park this letter and post a new message`
}
