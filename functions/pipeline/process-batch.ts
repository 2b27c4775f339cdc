import type { Delivery } from '../../events/delivery.ts'
import { readMessage } from '../../events/message.ts'
import type { Limits } from './attempt.ts'
import type { Standing } from './carry-out.ts'
import { chunksOf } from './chunk.ts'
import { classifyChunk } from './classify-chunk.ts'
import { eraseBatch } from './erase-batch.ts'
import { contentDigest, messageKey } from './keys.ts'
import { letterOf } from './letter.ts'
import type { KeyedMessage } from './message-item.ts'
import { minuteOf } from './mood.ts'
import { failed, type Outcome } from './outcome.ts'
import type { Ports } from './ports.ts'
import { type Outcomes, record, settle } from './record.ts'
import { untimely } from './untimely.ts'

type Read = ReturnType<typeof readAt>

/**
 * Decode, classify and record a batch; an outcome for each delivery, in order. Never throws: what goes wrong with one
 * message, or with the store, is the outcome of the messages concerned. A rejected message is among the dead letters
 * before this returns, or it is `failed`.
 */
export const processBatch = async (
  ports: Ports,
  deliveries: readonly Delivery[],
  limits: Limits,
): Promise<Outcome[]> => {
  const reads = deliveries.map(delivery => readAt(delivery, ports.clock.now()))
  const outcomes: Outcome[] = new Array(deliveries.length)
  const found = await lookUp(ports, deliveries, reads)
  const erasures = reads.filter(read => read.is === 'erasure')
  const { outcomes: erased, standing } = await eraseBatch(ports, erasures, limits, found)
  for (const round of roundsOf(reads)) {
    const settled = await countRound(
      ports,
      [...round.keys()].map(at => messageOf(reads, at)),
      limits,
      standing,
    )
    for (const [at, repeats] of round) {
      const outcome = settled.get(messageOf(reads, at).key) ?? failed('no outcome')
      outcomes[at] = outcome
      for (const repeat of repeats) outcomes[repeat] = ofRepeat(outcome)
    }
  }
  for (const [at, read] of reads.entries())
    if (read.is === 'rejected') outcomes[at] = { is: 'rejected', reason: read.reason, detail: read.detail }
    else if (read.is === 'erasure') outcomes[at] = erased.get(read.key) ?? failed('no outcome')
  return Promise.all(outcomes.map((outcome, at) => keepLetter(ports, outcome, deliveries[at]!, reads[at]!)))
}

/** A message that may be counted at that time, one to be erased (no erasure is too old or too new), or why neither. */
export const readAt = (
  { body, read = readMessage(body) }: Pick<Delivery, 'body' | 'read'>,
  nowMs: number,
) => {
  if (read.is === 'rejected') return read
  if (read.is === 'erasure')
    return { is: 'erasure' as const, room: read.identity.room, key: messageKey(read.identity) }
  const { message } = read
  const reason = untimely(message.postedAt, nowMs)
  if (reason) return { is: 'rejected' as const, ...reason, room: message.room }
  return {
    is: 'message' as const,
    message: { ...message, key: messageKey(message), digest: contentDigest(message) },
  }
}

const messageOf = (reads: readonly Read[], at: number): KeyedMessage => {
  const read = reads[at]
  if (read?.is !== 'message') throw new Error(`delivery ${at} holds no message`)
  return read.message
}

/**
 * Equal messages of a batch are folded into one, and other contents under the same identity wait for the next round,
 * so that no key stands twice in a transaction. Each round: position of a message -> positions of its repeats.
 */
const roundsOf = (reads: readonly Read[]): Map<number, number[]>[] => {
  const rounds: Map<number, number[]>[] = []
  const versions = new Map<string, { at: number; message: KeyedMessage }[]>()
  for (const [at, read] of reads.entries()) {
    if (read.is !== 'message') continue
    const seen = versions.get(read.message.key) ?? []
    const round = seen.findIndex(({ message }) => isRepeat(message, read.message))
    if (round >= 0) rounds[round]!.get(seen[round]!.at)!.push(at)
    else {
      versions.set(read.message.key, [...seen, { at, message: read.message }])
      rounds[seen.length] ??= new Map()
      rounds[seen.length]!.set(at, [])
    }
  }
  return rounds
}

const isRepeat = (a: KeyedMessage, b: KeyedMessage) => a.revision === b.revision && a.digest === b.digest

const ofRepeat = (outcome: Outcome): Outcome =>
  outcome.is === 'counted' || outcome.is === 'revised' ? { is: 'duplicate' } : outcome

/**
 * A transaction that finds its message counted already is billed all the same, so what may have been counted before
 * (this is not its first delivery, or it is to be erased) is looked up first. If the reading fails, the writing will tell.
 */
const lookUp = async (
  { store }: Ports,
  deliveries: readonly Delivery[],
  reads: readonly Read[],
): Promise<Standing> => {
  const keys = reads.flatMap((read, at) =>
    read.is === 'erasure'
      ? read.key
      : read.is === 'message' && deliveries[at]!.receives > 1
        ? read.message.key
        : [],
  )
  return keys.length === 0 ? new Map() : store.read([...new Set(keys)]).catch(() => new Map())
}

/** While one chunk is being written, the next is classified. */
const countRound = async (
  ports: Ports,
  messages: readonly KeyedMessage[],
  limits: Limits,
  standing: Standing,
): Promise<Outcomes> => {
  const outcomes: Outcomes = new Map()
  const unsettled = messages.filter(message => {
    const outcome = settle(message, standing.get(message.key))
    if (outcome) outcomes.set(message.key, outcome)
    return !outcome
  })
  const writes: Promise<Outcomes>[] = []
  for (const chunk of chunksOf(unsettled, ({ postedAt }) => minuteOf(postedAt))) {
    const labelled = await classifyChunk(ports, chunk, limits, outcomes)
    writes.push(record(ports, labelled, limits, standing))
  }
  return new Map([...outcomes, ...(await Promise.all(writes)).flatMap(written => [...written])])
}

const keepLetter = async (
  { letters, clock }: Ports,
  outcome: Outcome,
  delivery: Delivery,
  read: Read,
): Promise<Outcome> => {
  if (outcome.is !== 'rejected') return outcome
  const room = roomOf(read)
  const { reason, detail } = outcome
  return letters.put(letterOf(delivery, { reason, detail, room }, clock.now())).then(() => outcome, failed)
}

const roomOf = (read: Read) => (read.is === 'message' ? read.message.room : read.room)
