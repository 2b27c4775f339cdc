import type { DeadLetter, Origin, SeenLetter } from '../../schemas/dead-letter.ts'
import { limits } from '../../schemas/limits.ts'
import { bytesOf } from './edit-letter.ts'
import type { Clock, Letters, Queue } from './ports.ts'

export type Replay =
  | { is: 'replayed'; letter: DeadLetter }
  | { is: 'unknown' } // no letter has this key
  | { is: 'unsendable'; letter: DeadLetter; why: string }

export type QueueFor = (origin: Origin) => Queue | undefined
type ReplayPorts = { letters: Letters; queueFor: QueueFor; clock: Clock }

/** One letter; see replayLetters. */
export const replayLetter = async (ports: ReplayPorts, key: string): Promise<Replay> =>
  (await replayLetters(ports, [key])).get(key) ?? { is: 'unknown' }

/**
 * Post dead letters to where they came from, as they are or as they were last edited, then mark them. Harmless to
 * repeat, and to crash in between: a message that is posted twice is counted once. One that is rejected again, or
 * edited, before it is marked stays as it is. Throws when the queue or the store cannot be reached: ask again.
 */
export const replayLetters = async (
  { letters, queueFor, clock }: ReplayPorts,
  keys: readonly string[],
): Promise<Map<string, Replay>> => {
  const found = (await Promise.all([...new Set(keys)].map(key => letters.get(key)))).filter(isThere)
  const replays = new Map<string, Replay>()
  const sendable = new Map<Queue, { letter: DeadLetter; body: string }[]>()
  for (const letter of found) {
    const post = postOf(letter, queueFor)
    if ('why' in post) replays.set(letter.key, { is: 'unsendable', letter, why: post.why })
    else sendable.set(post.queue, [...(sendable.get(post.queue) ?? []), { letter, body: post.body }])
  }
  for (const [queue, posts] of sendable) {
    await Promise.all(sendsOf(posts.map(({ body }) => body)).map(bodies => queue.send(bodies)))
    await letters.replayed(
      posts.map(({ letter }) => seenOf(letter)),
      clock.now(),
    )
    for (const { letter } of posts)
      replays.set(letter.key, { is: 'replayed', letter: (await letters.get(letter.key)) ?? letter })
  }
  return replays
}

/** What is larger than a message may be goes alone: a batch request has a limit of its own. */
const sendsOf = (bodies: readonly string[]): string[][] => {
  const [small = [], large = []] = [false, true].map(isLarge =>
    bodies.filter(body => Buffer.byteLength(body) > limits.bodyBytes === isLarge),
  )
  return [...(small.length > 0 ? [small] : []), ...large.map(body => [body])]
}

const isThere = (letter: DeadLetter | undefined): letter is DeadLetter => letter !== undefined

export const seenOf = ({ key, rejections, edits }: SeenLetter): SeenLetter => ({ key, rejections, edits })

/** Why a letter cannot go back to where it came from, and what would help. */
const unknownAt: Record<Origin['source'], (name: string) => string> = {
  sqs: name => `no SQS queue ${name} is known here`,
  kafka: name =>
    `it came from the Kafka topic ${name}, and no brokers are known here: set ROOMTONE_KAFKA_BROKERS`,
  http: name => `it came over HTTP (${name}), where nothing waits for it: post it anew`,
}

/** Which queue a letter goes to, and as what; or why it goes nowhere. */
export const postOf = (
  letter: DeadLetter,
  queueFor: QueueFor,
): { queue: Queue; body: string } | { why: string } => {
  const { source, name } = letter.origin
  const queue = queueFor(letter.origin)
  if (!queue) return { why: unknownAt[source](JSON.stringify(name)) }
  const bytes = bytesOf(letter)
  const body = bytes.toString('utf8')
  if (!Buffer.from(body, 'utf8').equals(bytes))
    return { why: 'its bytes are not UTF-8, and a queue carries text: edit it' }
  if (queue.carries?.(body) === false)
    return { why: 'it is empty or holds characters that a queue does not carry: edit it' }
  return { queue, body }
}
