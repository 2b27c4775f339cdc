import pRetry from 'p-retry'
import { at, type Client, Refused } from '../../cli/client.ts'
import type { Queue } from '../../functions/pipeline/ports.ts'
import { bodyOf, type Draw, type Keyed, shuffled, type Traffic } from './traffic.ts'

/** One request, as an app makes it: a POST, a batch for the queue, an erasure. */
export type Delivery =
  | { by: 'http'; room: string; messages: Keyed[] }
  | { by: 'sqs'; bodies: string[] }
  | { by: 'erase'; room: string; key: string }

/** Everything once, a part of it twice, in an order drawn for this delivery; half by HTTP, half by SQS. */
export const deliveriesOf = (
  traffic: Traffic,
  draw: Draw,
  { repeats, erase }: { repeats: number; erase: boolean },
): Delivery[] => {
  const all = [...traffic.messages, ...shuffled(traffic.messages, draw).slice(0, repeats), traffic.conflict]
  const byHttp = Map.groupBy(all, message => (draw() < 0.5 ? message.room : undefined))
  const toQueue = [...(byHttp.get(undefined) ?? []).map(bodyOf), ...traffic.malformed]
  byHttp.delete(undefined)
  return shuffled(
    [
      ...[...byHttp].flatMap(([room, messages]) =>
        groups(shuffled(messages, draw), 12).map(group => ({
          by: 'http' as const,
          room: room!,
          messages: group,
        })),
      ),
      ...groups(shuffled(toQueue, draw), 10).map(bodies => ({ by: 'sqs' as const, bodies })),
      ...(erase ? traffic.erased.map(({ room, key }) => ({ by: 'erase' as const, room, key })) : []),
    ],
    draw,
  )
}

const groups = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size))

export const sizeOf = (delivery: Delivery): number =>
  delivery.by === 'http' ? delivery.messages.length : delivery.by === 'sqs' ? delivery.bodies.length : 0

type Stack = { client: Client; queue: Queue }
type Pace = {
  /** Messages a second; none: as fast as they are taken. */
  rate?: number
  signal: AbortSignal
  /** After each delivery: how many messages have been accepted. */
  onAccepted: (messages: number) => void
}

const SENDERS = 8
const PATIENCE_MS = 30_000

/** Deliver all of it. Each sender tries again until the stack has taken responsibility, as an app would. */
export const deliver = async (
  { client, queue }: Stack,
  deliveries: readonly Delivery[],
  { rate, signal, onAccepted }: Pace,
): Promise<void> => {
  const startedMs = Date.now()
  const waiting = deliveries.values()
  let released = 0
  let accepted = 0
  const sender = async () => {
    for (const delivery of waiting) {
      released += sizeOf(delivery)
      const dueMs = rate === undefined ? 0 : startedMs + (1000 * released) / rate
      if (dueMs > Date.now()) await new Promise(resolve => setTimeout(resolve, dueMs - Date.now()))
      await persistently(() => send({ client, queue }, delivery), signal)
      accepted += sizeOf(delivery)
      onAccepted(accepted)
    }
  }
  await Promise.all(Array.from({ length: SENDERS }, sender))
}

const persistently = <T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> =>
  pRetry(work, {
    retries: Number.POSITIVE_INFINITY,
    maxRetryTime: PATIENCE_MS,
    minTimeout: 50,
    maxTimeout: 500,
    signal,
    // A stack that refuses a good message will do so again; anything else is a stack that was killed.
    shouldRetry: ({ error }) => !(error instanceof Refused),
  })

const send = async ({ client, queue }: Stack, delivery: Delivery): Promise<void> => {
  switch (delivery.by) {
    case 'sqs':
      return queue.send(delivery.bodies)
    case 'erase':
      return client.call(at`/v1/rooms/${delivery.room}/messages/${delivery.key}`, { method: 'DELETE' })
    case 'http':
      await client.call(at`/v1/rooms/${delivery.room}/messages`, {
        method: 'POST',
        body: delivery.messages.map(({ source, id, text, postedAt }) => ({ source, id, text, postedAt })),
      })
  }
}
