import { quantile } from '../quantile.ts'
import { type SimulatedTime, simulatedTime } from './simulated-time.ts'

/*
 * Lambda's reading of a queue, in simulated time: what an event source mapping does, as far as it is documented.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
 *
 *   Five pollers begin; where messages are left over, 300 more come in a minute, up to the maximum concurrency.
 *   A poller takes a message, gathers more for the window or until the batch is full, and waits for the function.
 *   A message that is posted goes to any poller that waits or gathers; where all are busy, to the first that is free.
 *
 * The last line is an assumption: how SQS shares messages among those that wait is not documented.
 */
export type Source = { batchSize: number; windowMs: number; maximumConcurrency: number }

/** `durationMs` of an invocation with so many messages. Those posted in the first `warmUpSeconds` are not told of. */
export type Traffic = {
  perSecond: number
  seconds: number
  warmUpSeconds: number
  durationMs: (messages: number) => number
}

export type Polled = {
  messages: number
  invocations: number
  /** Messages in an invocation, in the mean. */
  fill: number
  /** All invocations together. */
  busyMs: number
  /** Of SQS: receives (those that find nothing, too) and deletes, ten messages at the most each. */
  requests: number
  /** From a message's posting until its invocation is over. */
  countedMs: { q50: number; q95: number; q99: number }
  pollers: number
}

const FIRST_POLLERS = 5
const MORE_A_SECOND = 5
/** From the post until a poller has the message: some milliseconds to SQS, and some back. An assumption. */
const WAY_MS = 20
/** Messages in one receive, and in one delete. */
const A_REQUEST = 10
/** A receive that finds nothing. */
const LONG_POLL_MS = 20_000

type Poller = { is: 'waits' | 'gathers' | 'busy'; sinceMs: number; batch: number[]; nth: number }

export const simulatePollers = (source: Source, traffic: Traffic, draw: () => number): Polled => {
  const time = simulatedTime(0)
  const { clock, at } = time
  const pollers: Poller[] = []
  const backlog: number[] = []
  const told = tally(traffic)

  const invoke = (poller: Poller) => {
    const { batch } = poller
    Object.assign(poller, { is: 'busy', batch: [], nth: poller.nth + 1 })
    const durationMs = traffic.durationMs(batch.length)
    at(clock.now() + durationMs, () => {
      told.invoked(batch, durationMs, clock.now())
      free(poller)
    })
  }
  const take = (poller: Poller, messages: readonly number[]) => {
    if (poller.batch.length === 0) {
      if (poller.is === 'waits') told.waited(clock.now() - poller.sinceMs)
      poller.is = 'gathers'
      const nth = ++poller.nth
      if (source.windowMs > 0) at(clock.now() + source.windowMs, () => poller.nth === nth && invoke(poller))
    }
    poller.batch.push(...messages)
    told.received(messages.length)
    if (source.windowMs === 0 || poller.batch.length >= source.batchSize) invoke(poller)
  }
  const free = (poller: Poller) => {
    Object.assign(poller, { is: 'waits', sinceMs: clock.now() })
    if (backlog.length > 0) take(poller, backlog.splice(0, source.batchSize))
  }
  const arrive = (postedMs: number) => {
    const ready = pollers.filter(({ is }) => is !== 'busy')
    if (ready.length > 0) take(ready[Math.floor(draw() * ready.length)]!, [postedMs])
    else backlog.push(postedMs)
  }
  const grow = (count: number) => {
    for (let nth = 0; nth < count && pollers.length < source.maximumConcurrency; nth++) {
      const poller: Poller = { is: 'waits', sinceMs: clock.now(), batch: [], nth: 0 }
      pollers.push(poller)
      free(poller)
    }
  }
  grow(FIRST_POLLERS)
  post(time, traffic, draw, arrive)
  const watch = (second: number): void => {
    if (backlog.length > 0) grow(MORE_A_SECOND)
    if (second < traffic.seconds) at((second + 1) * 1_000, () => watch(second + 1))
  }
  watch(0)
  time.runAtOnce()
  return told.result(pollers.length)
}

/** Each at a time of its own (Poisson), and WAY_MS later at the pollers. */
const post = (
  { clock, at }: SimulatedTime,
  traffic: Traffic,
  draw: () => number,
  arrive: (postedMs: number) => void,
) => {
  const next = () => {
    const postedMs = clock.now() - WAY_MS
    arrive(postedMs)
    const arrivesMs = clock.now() - (Math.log(1 - draw()) * 1_000) / traffic.perSecond
    if (arrivesMs < traffic.seconds * 1_000) at(arrivesMs, next)
  }
  at(WAY_MS, next)
}

const tally = ({ warmUpSeconds }: Traffic) => {
  const countedMs: number[] = []
  const isTold = (timeMs: number) => timeMs >= warmUpSeconds * 1_000
  const toldOf = { invocations: 0, messages: 0 }
  let [all, invocations, busyMs, requests, waitedMs] = [0, 0, 0, 0, 0]
  return {
    waited: (ms: number) => {
      waitedMs += ms
    },
    received: (messages: number) => {
      requests += Math.ceil(messages / A_REQUEST)
    },
    invoked: (batch: readonly number[], durationMs: number, nowMs: number) => {
      all += batch.length
      invocations++
      requests += Math.ceil(batch.length / A_REQUEST)
      busyMs += durationMs
      if (isTold(batch[0]!)) {
        toldOf.invocations++
        toldOf.messages += batch.length
      }
      for (const postedMs of batch) if (isTold(postedMs)) countedMs.push(nowMs - postedMs)
    },
    result: (pollers: number): Polled => ({
      messages: all,
      invocations,
      fill: toldOf.messages / toldOf.invocations,
      busyMs,
      requests: requests + waitedMs / LONG_POLL_MS,
      countedMs: {
        q50: quantile(countedMs, 0.5),
        q95: quantile(countedMs, 0.95),
        q99: quantile(countedMs, 0.99),
      },
      pollers,
    }),
  }
}
