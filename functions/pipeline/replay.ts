import type { DeadLetter, Origin } from '../../schemas/dead-letter.ts'
import type { Clock, Letters, Queue } from './ports.ts'

export type Replay =
  | { is: 'replayed'; letter: DeadLetter }
  | { is: 'unknown' } // no letter has this key
  | { is: 'unsendable'; letter: DeadLetter; why: string }

/**
 * Post a dead letter to where it came from, as it is, then mark it. Harmless to repeat, and to crash in between: a message
 * that is posted twice is counted once. One that is rejected again before it is marked stays open. Throws when the queue
 * or the store cannot be reached: ask again.
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
  await queue.send([body])
  await letters.replayed(key, clock.now(), letter.rejections)
  return { is: 'replayed', letter: (await letters.get(key)) ?? letter }
}
