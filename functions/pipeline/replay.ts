import type { DeadLetter, Origin } from '../../schemas/dead-letter.ts'
import type { Clock, Letters, Queue } from './ports.ts'

export type Replay =
  | { is: 'replayed'; letter: DeadLetter }
  | { is: 'unknown' } // no letter has this key
  | { is: 'unsendable'; letter: DeadLetter; why: string }

/**
 * Mark a dead letter and post it to where it came from, as it is. Harmless to repeat: a message that is posted twice is
 * counted once. Throws when the queue or the store cannot be reached: ask again, as after a crash in between.
 */
export const replayLetter = async (
  {
    letters,
    queueFor,
    clock,
  }: { letters: Letters; queueFor: (origin: Origin) => Queue | undefined; clock: Clock },
  key: string,
): Promise<Replay> => {
  const letter = await letters.get(key)
  if (!letter) return { is: 'unknown' }
  const { origin } = letter
  const queue = queueFor(origin)
  if (!queue)
    return {
      is: 'unsendable',
      letter,
      why: `no ${origin.source} queue ${JSON.stringify(origin.name)} is known here`,
    }
  const bytes = Buffer.from(letter.body, 'base64')
  const body = bytes.toString('utf8')
  if (!Buffer.from(body, 'utf8').equals(bytes))
    return {
      is: 'unsendable',
      letter,
      why: 'its bytes are not UTF-8, and a queue carries text: export and mend it',
    }
  await markAndSend({ letters, queue, clock }, letter, body)
  return { is: 'replayed', letter: (await letters.get(key)) ?? letter }
}

/**
 * Marked first: once it is sent, a worker may reject it again at once, and that opens the letter. Where the sending is
 * in doubt the letter is opened again; who got no answer asks again.
 */
const markAndSend = async (
  { letters, queue, clock }: { letters: Letters; queue: Queue; clock: Clock },
  letter: DeadLetter,
  body: string,
): Promise<void> => {
  try {
    await letters.replayed(letter.key, clock.now())
    await queue.send([body])
  } catch (error) {
    await letters.put(letter).catch(() => {})
    throw error
  }
}
