/*
 * A minute to convince a sceptic: a real stack on a scratch folder, fed by HTTP and SQS, killed again and again in
 * the middle, given everything twice more in another order. At the end, sent = counted + erased + dead letters.
 *
 *   npm run prove
 *   npm run prove -- --seed 7
 *   npm run prove -- --kafka     (a real broker: needs Java, and `npm run engines`)
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { at } from '../../cli/client.ts'
import { Failure } from '../../cli/failure.ts'
import { untilInterrupted } from '../../cli/interrupt.ts'
import { grouped, out } from '../../cli/terminal.ts'
import type { DeadLetter } from '../../schemas/dead-letter.ts'
import { deliver, deliveriesOf, sizeOf } from './deliver.ts'
import { lettersOf, until } from './look.ts'
import { type Stack, stackOn } from './stack.ts'
import { drawFrom, makeTraffic, type Traffic } from './traffic.ts'
import {
  balance,
  drift,
  expectedOf,
  faultsOf,
  type Seen,
  seen,
  shown,
  wrongCounts,
  wrongMessages,
} from './verdict.ts'

const startedMs = Date.now()
const step = (text: string) => out(`${((Date.now() - startedMs) / 1000).toFixed(1).padStart(5)} s  ${text}`)

/** Slow enough that the kills hit the middle of it. Messages a second. */
const FEED_RATE = 300
const SETTLE_MS = 20_000
/** A mood may be a second old. */
const FRESH_MS = 1_100
/** After so long on an empty queue, what is not counted will not be. */
const LAG_MS = 3_000

const prove = async (stack: Stack, seed: number, signal: AbortSignal): Promise<string[]> => {
  const draw = drawFrom(seed)
  const traffic = makeTraffic(draw, Date.now())
  const expected = expectedOf(traffic)
  step(
    `seed ${seed}: ${grouped(traffic.messages.length)} messages for ${traffic.rooms.length} rooms, ${traffic.malformed.length} malformed bodies, 1 conflict, ${traffic.erased.length} to erase`,
  )
  step(`started the stack on an empty folder, ready after ${await stack.start()} ms`)

  const first = deliveriesOf(traffic, draw, { repeats: 200, erase: true })
  await feed(stack, first, { killAt: [0.2, 0.4, 0.6, 0.8], rate: FEED_RATE, signal })
  const afterFeed = await whenQuiet(stack, traffic, expected)
  step(`once everything was counted: ${shown(afterFeed)}`)

  const again = [1, 2].flatMap(() => deliveriesOf(traffic, draw, { repeats: 0, erase: false }))
  await feed(stack, again, { killAt: [0.5], signal })
  const afterAgain = await whenQuiet(stack, traffic, expected)
  step(`everything twice more, in another order: ${shown(afterAgain)}`)

  const replayed = await replayAll(stack)
  const cameBack = async () => (await lettersOf(stack.client)).filter(isBack).length
  await until(async () => (await cameBack()) === replayed, SETTLE_MS)
  const atEnd = await whenQuiet(stack, traffic, expected)
  const back = await cameBack()
  step(`${replayed} dead letters replayed, ${back} rejected again: ${shown(atEnd)}`)

  const messages = await wrongMessages(stack, traffic)
  step(messages.says)
  const counts = await wrongCounts(stack, traffic)
  step(counts.says)
  const drifted = await drift(stack, traffic)
  step(drifted.says)
  const balanced = balance(traffic, atEnd)
  out(`\n${balanced.says}`)
  return [
    ...faultsOf('after the feed', afterFeed, expected),
    ...faultsOf('after everything was sent again', afterAgain, expected),
    ...faultsOf('after the replay', atEnd, expected),
    ...(back === replayed ? [] : [`${replayed - back} of the replayed dead letters did not come back`]),
    ...messages.faults,
    ...counts.faults,
    ...drifted.faults,
    ...balanced.faults,
  ]
}

type Feed = { killAt: number[]; rate?: number; signal: AbortSignal }

/** Deliver, and SIGKILL and restart the stack whenever such a share has been accepted. */
const feed = async (
  stack: Stack,
  deliveries: ReturnType<typeof deliveriesOf>,
  { killAt, rate, signal }: Feed,
) => {
  const total = deliveries.reduce((sum, delivery) => sum + sizeOf(delivery), 0)
  const kills = killAt.map(share => Math.floor(share * total))
  let restart = Promise.resolve()
  await deliver(stack, deliveries, {
    ...(rate === undefined ? {} : { rate }),
    signal,
    onAccepted: accepted => {
      if (kills.length === 0 || accepted < kills[0]!) return
      kills.shift()
      restart = restart.then(() => killAndRestart(stack, accepted, total))
      // Awaited below; until then, a failure to restart is no unhandled one.
      restart.catch(() => {})
    },
  })
  await restart
  step(`sent ${grouped(total)}, by HTTP and by SQS: all accepted`)
}

const killAndRestart = async (stack: Stack, accepted: number, total: number) => {
  await stack.kill()
  const readyMs = await stack.start()
  step(
    `SIGKILL after ${grouped(accepted)} of ${grouped(total)} were accepted; ready again after ${readyMs} ms`,
  )
}

/** What there is once the queue is empty. What should be there, and is not, is waited for a little longer. */
const whenQuiet = async (stack: Stack, traffic: Traffic, expected: Seen): Promise<Seen> => {
  let emptySinceMs: number | undefined
  await until(async () => {
    const { counted, deadLetters } = await seen(stack, traffic)
    const isEmpty = (await stack.backlog()) === 0
    if (!isEmpty) emptySinceMs = undefined
    else emptySinceMs ??= Date.now()
    if (emptySinceMs === undefined) return false
    const isThere = counted === expected.counted && deadLetters === expected.deadLetters
    return Date.now() - emptySinceMs > (isThere ? FRESH_MS : LAG_MS)
  }, SETTLE_MS)
  return seen(stack, traffic)
}

const replayAll = async ({ client }: Stack): Promise<number> => {
  const letters = await lettersOf(client)
  for (const { key } of letters) await client.call(at`/v1/dead-letters/${key}/replay`, { method: 'POST' })
  return letters.length
}

/** Replayed once, and rejected once more. */
const isBack = ({ state, replays }: DeadLetter) => state === 'open' && replays === 1

const main = async (): Promise<number> => {
  const { values } = parseArgs({
    options: { seed: { type: 'string', default: '1' }, kafka: { type: 'boolean', default: false } },
  })
  const seed = Number(values.seed)
  if (!Number.isSafeInteger(seed)) throw new Failure('--seed takes a whole number')
  const signal = untilInterrupted()
  return values.kafka ? tell(await onKafka(seed, signal), seed) : tell(await onStack(seed, signal), seed)
}

const KAFKA_MESSAGES = 100_000
const KAFKA_RATE = 2_000

const onKafka = async (seed: number, signal: AbortSignal): Promise<string[]> => {
  const { engine } = await import('../engines/engine.ts')
  const found = engine('kafka')
  if ('missing' in found) throw new Failure(found.missing)
  const { proveKafka } = await import('./kafka/prove-kafka.ts')
  return orInterrupted(proveKafka({ seed, messages: KAFKA_MESSAGES, rate: KAFKA_RATE, step }), signal)
}

const onStack = async (seed: number, signal: AbortSignal): Promise<string[]> => {
  const folder = await mkdtemp(join(tmpdir(), 'roomtone-prove-'))
  const stack = await stackOn(folder)
  try {
    return await orInterrupted(prove(stack, seed, signal), signal)
  } finally {
    await stack.end()
    await rm(folder, { recursive: true, force: true })
  }
}

const orInterrupted = <T>(work: Promise<T>, signal: AbortSignal): Promise<T> => {
  const interrupted = new Promise<never>((_, reject) =>
    signal.addEventListener('abort', () => reject(new Failure('interrupted'))),
  )
  return Promise.race([work, interrupted])
}

const tell = (faults: readonly string[], seed: number): number => {
  for (const fault of faults) out(`NOT SO: ${fault}`)
  out(
    `${faults.length === 0 ? 'proved' : 'not proved'} in ${((Date.now() - startedMs) / 1000).toFixed(0)} s, seed ${seed}`,
  )
  return faults.length === 0 ? 0 : 1
}

try {
  process.exit(await main())
} catch (error) {
  console.error(error instanceof Failure ? error.message : error)
  process.exit(1)
}
