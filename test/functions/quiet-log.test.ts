/*
 * Logs are read by more people than moods are. Nothing that somebody wrote, no author, no body and no token may be in a
 * line that a handler writes, whatever became of the message.
 */
import type { SQSEvent } from 'aws-lambda'
import fc from 'fast-check'
import { afterAll, expect, test, vi } from 'vitest'
import { jsonLog } from '../../functions/log.ts'
import { measuredLines } from '../../functions/measured-lines.ts'
import { type Meter, metering } from '../../functions/pipeline/metering.ts'
import type { Ports } from '../../functions/pipeline/ports.ts'
import { vectorlessTeller } from '../../functions/tell-vectorless.ts'
import { reportFailure } from '../../functions/wire.ts'
import { ask, standIn, token } from './api/stand-in.ts'
import { bench, stillClock } from './pipeline/samples.ts'

const NOW_MS = 1_763_800_100_000
/** Stands in everything that somebody wrote. */
const SECRET = 'wr1ttenByS0mebody'

const world = vi.hoisted(() => ({
  ports: undefined as unknown as Ports & { meter: Meter },
  lines: [] as string[],
}))
vi.mock('../../functions/wire.ts', async original => ({
  ...(await original<typeof import('../../functions/wire.ts')>()),
  wireClassify: async () =>
    new Proxy({} as Ports, {
      get: (_, port: keyof Ports) => (port === undefined ? port : world.ports?.[port]),
    }),
  wireLetters: async () => new Proxy({} as Ports, { get: (_, port: keyof Ports) => world.ports?.[port] }),
}))
vi.stubEnv('ROOMTONE_STORE', 'dynamodb:unused')
vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'roomtone-dev-classify-sqs')
vi.stubEnv('ROOMTONE_LOG_SAMPLE', '1')
vi.useFakeTimers({ toFake: ['Date'], now: NOW_MS })

const keep = (line: unknown) => world.lines.push(String(line)) > 0
vi.spyOn(process.stdout, 'write').mockImplementation(keep)
vi.spyOn(process.stderr, 'write').mockImplementation(keep)
for (const way of ['error', 'warn', 'info', 'log', 'debug'] as const)
  vi.spyOn(console, way).mockImplementation((...said) => void keep(said.join(' ')))
afterAll(() => vi.restoreAllMocks())

const { handler: classify } = await import('../../functions/classify-sqs.ts')
const { handler: collect } = await import('../../functions/collect-dead-letters.ts')
const context = { getRemainingTimeInMillis: () => 10_000, awsRequestId: 'r-1' }

/** A bench that is metered as wire.ts does it. */
const open = (answers: NonNullable<Parameters<typeof bench>[0]>['answers'] = [], lettersAway = false) => {
  const on = bench({ clock: stillClock(NOW_MS), answers })
  const letters = lettersAway
    ? { ...on.letters, put: () => Promise.reject(new Error('throttled')) }
    : on.letters
  const encoder = { model: 'e', cosine: 1, encode: () => Promise.reject(new Error('no network')) }
  const vectorless = vectorlessTeller(jsonLog('f', keep, Date.now), stillClock(NOW_MS))
  const meter = metering(
    { ...on.ports, letters, encoder, vectorless },
    { clock: stillClock(NOW_MS), stopwatch: () => 0 },
    seen => measuredLines(seen, 'f').forEach(keep),
  )
  world.ports = { ...meter.ports, meter }
  world.lines.length = 0
}

const written = fc.string({ unit: 'binary', maxLength: 30 }).map(text => `${SECRET} good ${text}?`)
const author = fc.constant(`${SECRET}@example.org`)
/** Bodies that are counted, known, edited, in conflict, erased, too old, unreadable, and of every bad shape. */
const body = fc.oneof(
  fc
    .record({
      ...{ room: fc.constantFrom('hall', 'lobby'), id: fc.constantFrom('a', 'b'), text: written, author },
      revision: fc.nat(2),
      postedAt: fc.constantFrom(NOW_MS, NOW_MS - 1, 1, NOW_MS * 2),
    })
    .map(message => JSON.stringify(message)),
  fc.constant(JSON.stringify({ room: 'hall', id: 'a', erased: true, text: SECRET, author: SECRET })),
  fc.record({ text: written, room: fc.constant(`${SECRET}\u0000`) }).map(bad => JSON.stringify(bad)),
  fc.record({ [SECRET]: written, text: fc.nat() }).map(bad => JSON.stringify(bad)),
  written.map(text => `{"text":"${text}`),
  written.map(text => JSON.stringify(text)),
  fc.constant(JSON.stringify({ room: 'hall', id: 'blank', text: `${SECRET} blank`, postedAt: NOW_MS })),
)
const eventOf = (bodies: readonly string[]) =>
  ({
    Records: bodies.map((one, at) => ({
      ...{ messageId: `m-${at}`, body: one, attributes: { ApproximateReceiveCount: '2' } },
      eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:posted',
    })),
  }) as unknown as SQSEvent

const quiet = () => expect(world.lines.filter(line => line.includes(SECRET))).toEqual([])

test('no line of a batch holds what somebody wrote, whatever became of its messages', async () => {
  const answers = fc.array(
    fc.constantFrom(
      undefined,
      new Error('away'),
      { is: 'contended' } as const,
      { is: 'invalid', why: 'too large' } as const,
    ),
    { maxLength: 6 },
  )
  await fc.assert(
    fc.asyncProperty(
      fc.array(body, { minLength: 1, maxLength: 8 }),
      answers,
      fc.boolean(),
      async (bodies, luck, lettersAway) => {
        open(luck, lettersAway)
        await classify(eventOf(bodies), context)
        await classify(eventOf(bodies), context)
        await collect(eventOf(bodies))
        expect(world.lines.length).toBeGreaterThan(0)
        quiet()
      },
    ),
    { numRuns: 200 },
  )
})

test('a line that is written is one whole line of JSON, whatever stands in a cause', async () => {
  open([new Error('broken\nin two "lines"')])
  await classify(eventOf([JSON.stringify({ room: 'hall', id: 'a', text: 'x', postedAt: NOW_MS })]), context)
  for (const line of world.lines) expect(() => JSON.parse(line)).not.toThrow()
  expect(world.lines.map(line => line.trimEnd()).some(line => line.includes('\n'))).toBe(false)
})

test('what the API logs of a request that failed holds neither its body, its query nor its token', async () => {
  world.lines.length = 0
  const report = reportFailure(jsonLog('f', keep, Date.now))
  const queue = { name: 'posted', send: () => Promise.reject(new Error('no queue')) }
  const { app, ports } = standIn({ onLoopback: false, report, queue })
  ports.store.list = () => Promise.reject(new Error('no table'))
  const shown = await token('hall', ['post', 'moderate'])
  const headers = { authorization: `Bearer ${shown}`, 'content-type': 'application/json' }
  const post = { method: 'POST', headers, body: JSON.stringify({ text: SECRET, author: SECRET }) }
  expect((await ask(app, '/v1/rooms/hall/messages', post)).status).toBe(503)
  const list = await ask(app, `/v1/rooms/hall/messages?limit=1`, { headers })
  expect(list.status).toBe(500)
  expect(world.lines).toHaveLength(2)
  for (const line of world.lines) {
    expect(line).not.toContain(shown.split('.')[2])
    expect(line).not.toContain('limit')
  }
  quiet()
})
