import { expect, test } from 'vitest'
import { readMessage } from '../../../events/message.ts'
import { DEMO_ROOM, demoFeed } from '../../../functions/hosts/demo.ts'
import { demoMessages } from '../../../functions/hosts/demo-messages.ts'
import type { Clock } from '../../../functions/pipeline/ports.ts'
import type { Message } from '../../../schemas/message.ts'

const START_MS = 1_763_800_000_000

/** Runs the demo on a clock of its own; `sends` are the bodies, with the time of each send. */
const runDemo = async (draw: () => number, abortAfterSends = Number.POSITIVE_INFINITY) => {
  let nowMs = START_MS
  const sleep = async (ms: number) => {
    nowMs += ms
  }
  const clock: Clock = { now: () => nowMs, sleep }
  const controller = new AbortController()
  const sends: { bodies: readonly string[]; atMs: number }[] = []
  const queue = {
    name: 'posted',
    send: async (bodies: readonly string[]) => {
      sends.push({ bodies, atMs: nowMs })
      if (sends.length === abortAfterSends) controller.abort()
    },
  }
  await demoFeed(queue, clock, controller.signal, draw)
  const bodies = sends.flatMap(send => send.bodies)
  const reads = bodies.map(body => readMessage(Buffer.from(body)))
  const messages = reads.flatMap((read): Message[] => (read.is === 'message' ? [read.message] : []))
  const rejected = reads.filter(read => read.is === 'rejected')
  return { sends, bodies, messages, rejected, tookMs: nowMs - START_MS }
}

const drawOf = () => {
  let at = 0
  return () => {
    at = (at + 0.37) % 1
    return at
  }
}

test('every message of the demo is posted once, in order, and exactly one body is malformed', async () => {
  const { messages, rejected } = await runDemo(drawOf())
  expect(messages.map(({ text }) => text)).toEqual(demoMessages.map(text => text.normalize('NFC')))
  expect(new Set(messages.map(({ id }) => id)).size).toBe(demoMessages.length)
  expect(rejected).toMatchObject([{ reason: 'bad-shape', room: DEMO_ROOM }])
})

test('another run posts the same identities with the same texts, and the same malformed bytes', async () => {
  const first = await runDemo(drawOf())
  const second = await runDemo(() => 0.9)
  const named = ({ room, source, id, text }: Message) => ({ room, source, id, text })
  expect(second.messages.map(named)).toEqual(first.messages.map(named))
  const malformed = (run: typeof first) =>
    run.bodies.filter(body => readMessage(Buffer.from(body)).is === 'rejected')
  expect(malformed(second)).toEqual(malformed(first))
})

test('half of it comes at once, spread over the last half hour; the rest about every second', async () => {
  const { sends, messages, tookMs } = await runDemo(drawOf())
  const earlier = messages.slice(0, sends[0]!.bodies.length - 1).map(({ postedAt }) => postedAt)
  expect(earlier).toHaveLength(60)
  expect(earlier).toEqual(earlier.toSorted((a, b) => a - b))
  expect(Math.max(...earlier)).toBeLessThan(START_MS)
  expect(Math.min(...earlier)).toBeGreaterThanOrEqual(START_MS - 31 * 60_000)
  expect(new Set(earlier.map(at => Math.floor(at / 60_000))).size).toBeGreaterThan(20)
  expect(tookMs / (sends.length - 1)).toBeGreaterThan(500)
  expect(tookMs / (sends.length - 1)).toBeLessThan(1_500)
})

test('a stack that stops gets no further message, and does not wait for one', async () => {
  const { sends } = await runDemo(drawOf(), 3)
  expect(sends).toHaveLength(3)
  const controller = new AbortController()
  const clock: Clock = { now: () => START_MS, sleep: () => new Promise(() => {}) }
  const running = demoFeed({ name: 'posted', send: async () => {} }, clock, controller.signal, () => 0)
  setTimeout(() => controller.abort(), 5)
  await running
})
