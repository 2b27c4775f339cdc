/*
 * A minute to convince a sceptic: a real stack on a scratch folder, fed by HTTP and SQS, killed again and again in
 * the middle, given everything twice more in another order. At the end, sent = counted + erased + dead letters.
 *
 *   npm run prove
 *   npm run prove -- --seed 7
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
import { auditOf, countedIn, lettersOf, messagesIn, moodsOf, until } from './look.ts'
import { type Stack, stackOn } from './stack.ts'
import { drawFrom, makeTraffic, type Traffic } from './traffic.ts'

const startedMs = Date.now()
const step = (text: string) => out(`${((Date.now() - startedMs) / 1000).toFixed(1).padStart(5)} s  ${text}`)

/** Slow enough that the kills hit the middle of it. Messages a second. */
const FEED_RATE = 300
const SETTLE_MS = 20_000
/** What an empty queue has given out shows in a mood, which may be a second old, after so long at the latest. */
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
  await untilQuiet(stack, traffic, expected)
  const afterFeed = await seen(stack, traffic)
  step(`once everything was counted: ${shown(afterFeed)}`)

  const again = [1, 2].flatMap(() => deliveriesOf(traffic, draw, { repeats: 0, erase: false }))
  await feed(stack, again, { killAt: [0.5], signal })
  await untilQuiet(stack, traffic, expected)
  const afterAgain = await seen(stack, traffic)
  step(`everything twice more, in another order: ${shown(afterAgain)}`)

  const replayed = await replayAll(stack)
  const cameBack = async () => (await lettersOf(stack.client)).filter(isBack).length
  await until(async () => (await cameBack()) === replayed, SETTLE_MS)
  await untilQuiet(stack, traffic, expected)
  const atEnd = await seen(stack, traffic)
  const back = await cameBack()
  step(`${replayed} dead letters replayed, ${back} rejected again: ${shown(atEnd)}`)

  return [
    ...faultsOf('after the feed', afterFeed, expected),
    ...faultsOf('after everything was sent again', afterAgain, expected),
    ...faultsOf('after the replay', atEnd, expected),
    ...(back === replayed ? [] : [`${replayed - back} of the replayed dead letters did not come back`]),
    ...(await wrongMessages(stack, traffic)),
    ...(await drift(stack, traffic)),
    ...balance(traffic, atEnd),
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

type Seen = { counted: number; deadLetters: number }

const seen = async ({ client }: Stack, { rooms }: Traffic): Promise<Seen> => ({
  counted: countedIn(await moodsOf(client, rooms)),
  deadLetters: (await lettersOf(client)).length,
})

const shown = ({ counted, deadLetters }: Seen) => `${grouped(counted)} counted, ${deadLetters} dead letters`

/** Of the two that share an identity, one is counted and the other is a dead letter. */
const expectedOf = ({ messages, erased, malformed }: Traffic): Seen => ({
  counted: messages.length - erased.length,
  deadLetters: malformed.length + 1,
})

/** Until the queue is empty and what is expected is there. If that does not come, the checks will say what did. */
const untilQuiet = async (stack: Stack, traffic: Traffic, expected: Seen) => {
  let emptySinceMs: number | undefined
  await until(async () => {
    const { counted, deadLetters } = await seen(stack, traffic)
    const isEmpty = (await stack.backlog()) === 0
    if (!isEmpty) emptySinceMs = undefined
    else emptySinceMs ??= Date.now()
    if (emptySinceMs === undefined) return false
    const isThere = counted === expected.counted && deadLetters === expected.deadLetters
    return isThere || Date.now() - emptySinceMs > LAG_MS
  }, SETTLE_MS)
}

const replayAll = async ({ client }: Stack): Promise<number> => {
  const letters = await lettersOf(client)
  for (const { key } of letters) await client.call(at`/v1/dead-letters/${key}/replay`, { method: 'POST' })
  return letters.length
}

/** Replayed once, and rejected once more. */
const isBack = ({ state, replays }: DeadLetter) => state === 'open' && replays === 1

const faultsOf = (when: string, found: Seen, expected: Seen): string[] =>
  found.counted === expected.counted && found.deadLetters === expected.deadLetters
    ? []
    : [`${when} there were ${shown(found)}; it should have been ${shown(expected)}`]

/** The counters are not asked here: every message is read, by its key. */
const wrongMessages = async ({ client }: Stack, { rooms, messages, erased }: Traffic): Promise<string[]> => {
  const stored = (await Promise.all(rooms.map(room => messagesIn(client, room)))).flat().map(({ key }) => key)
  const gone = new Set(erased.map(({ key }) => key))
  const wanted = new Set(messages.map(({ key }) => key).filter(key => !gone.has(key)))
  const found = new Set(stored)
  const missing = [...wanted].filter(key => !found.has(key))
  const uncalledFor = stored.filter(key => !wanted.has(key))
  step(
    `read every message: ${grouped(stored.length)}, ${missing.length} missing, ${uncalledFor.length} that should not be`,
  )
  const twice = stored.length - found.size
  return missing.length + uncalledFor.length + twice === 0
    ? []
    : ['the messages are not those that were sent']
}

const drift = async ({ client }: Stack, { rooms }: Traffic): Promise<string[]> => {
  const reports = await Promise.all(rooms.map(room => auditOf(client, room)))
  const found = reports.reduce((sum, report) => sum + report.drift.length + report.unsettled.length, 0)
  const minutes = reports.reduce((sum, report) => sum + report.minutes, 0)
  step(`audited ${rooms.length} rooms, ${minutes} minutes: drift ${found}`)
  return found === 0 ? [] : [`${found} windows have drifted`]
}

const balance = ({ messages, malformed, erased }: Traffic, { counted, deadLetters }: Seen): string[] => {
  const sent = messages.length + malformed.length + 1
  const accounted = counted + erased.length + deadLetters
  out('')
  out(
    `${grouped(sent)} sent ${sent === accounted ? '=' : '≠'} ${grouped(counted)} counted + ${erased.length} erased + ${deadLetters} dead letters`,
  )
  return sent === accounted ? [] : [`${grouped(sent)} were sent and ${grouped(accounted)} are accounted for`]
}

const main = async (): Promise<number> => {
  const { values } = parseArgs({ options: { seed: { type: 'string', default: '1' } } })
  const seed = Number(values.seed)
  if (!Number.isSafeInteger(seed)) throw new Failure('--seed takes a whole number')
  const signal = untilInterrupted()
  const folder = await mkdtemp(join(tmpdir(), 'roomtone-prove-'))
  const stack = await stackOn(folder)
  try {
    const interrupted = new Promise<never>((_, reject) =>
      signal.addEventListener('abort', () => reject(new Failure('interrupted'))),
    )
    const faults = await Promise.race([prove(stack, seed, signal), interrupted])
    for (const fault of faults) out(`NOT SO: ${fault}`)
    out(
      `${faults.length === 0 ? 'proved' : 'not proved'} in ${((Date.now() - startedMs) / 1000).toFixed(0)} s, seed ${seed}`,
    )
    return faults.length === 0 ? 0 : 1
  } finally {
    await stack.end()
    await rm(folder, { recursive: true, force: true })
  }
}

try {
  process.exit(await main())
} catch (error) {
  console.error(error instanceof Failure ? error.message : error)
  process.exit(1)
}
