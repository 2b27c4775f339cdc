import { readFileSync } from 'node:fs'
import type { SQSEvent } from 'aws-lambda'
import { beforeEach, expect, test, vi } from 'vitest'
import type { Classification, Ports, Write, WriteResult } from '../../functions/pipeline/ports.ts'
import type { DeadLetter } from '../../schemas/dead-letter.ts'

const NOW_MS = 1_763_800_100_000

const world = vi.hoisted(() => ({
  writes: [] as Write[],
  letters: [] as DeadLetter[],
  classify: async (texts: readonly string[]): Promise<Classification[]> =>
    texts.map(() => ({
      is: 'labelled',
      label: 'positive',
      confidence: 0.9,
      score: 800,
      sure: true,
      probabilities: { negative: 0.1, neutral: 0, positive: 0.9 },
    })),
  write: async (_: Write): Promise<WriteResult> => ({ is: 'written' }),
}))

vi.mock('../../functions/wire.ts', async original => ({
  ...(await original<typeof import('../../functions/wire.ts')>()),
  wireClassify: async () =>
    ({
      store: {
        shards: async () => 8,
        read: async () => new Map(),
        write: (write: Write) => {
          world.writes.push(write)
          return world.write(write)
        },
      },
      letters: { put: async (letter: DeadLetter) => void world.letters.push(letter) },
      classifier: { model: 'stub@1', classify: (texts: readonly string[]) => world.classify(texts) },
      clock: { now: () => Date.now(), sleep: async (ms: number) => void vi.setSystemTime(Date.now() + ms) },
      draw: () => 0.5,
    }) as unknown as Ports,
}))
vi.stubEnv('ROOMTONE_STORE', 'dynamodb:unused')
vi.useFakeTimers({ toFake: ['Date'], now: NOW_MS })

const { handler } = await import('../../functions/classify-sqs.ts')
const event: SQSEvent = JSON.parse(
  readFileSync(new URL('../../events/samples/sqs.json', import.meta.url), 'utf8'),
)
const context = { getRemainingTimeInMillis: () => 10_000 }

beforeEach(() => {
  world.writes.length = 0
  world.letters.length = 0
  world.write = async () => ({ is: 'written' })
  vi.setSystemTime(NOW_MS)
})

test('a batch as Lambda delivers it is counted, what cannot be read is a dead letter, and nothing comes back', async () => {
  expect(await handler(event, context)).toEqual({ batchItemFailures: [] })
  expect(world.writes.flatMap(({ puts }) => puts.map(({ message }) => message))).toMatchObject([
    { is: 'live', room: 'all-hands', source: 'app', id: 'q-17', label: 'positive', model: 'stub@1' },
    { is: 'live', room: 'all-hands', source: 'chat', id: 'c-9' },
  ])
  expect(world.letters).toMatchObject([{ reason: 'not-json', origin: { source: 'sqs', name: 'posted' } }])
})

test('while the store is away, what was to be counted comes back and the dead letter is kept', async () => {
  const said = vi.spyOn(console, 'error').mockImplementation(() => {})
  world.write = async () => {
    throw new Error('connection refused')
  }
  expect(await handler(event, context)).toEqual({
    batchItemFailures: event.Records.slice(0, 2).map(({ messageId }) => ({ itemIdentifier: messageId })),
  })
  expect(world.letters).toHaveLength(1)
  expect(said.mock.calls).toEqual([['2 of 3 messages failed and come back: connection refused']])
  said.mockRestore()
})

test('a contended write is tried again, and given up with time left to answer', async () => {
  const said = vi.spyOn(console, 'error').mockImplementation(() => {})
  world.write = async () => ({ is: 'contended' })
  expect((await handler(event, context)).batchItemFailures).toHaveLength(2)
  expect(world.writes.length).toBeGreaterThan(5)
  expect(Date.now()).toBeGreaterThan(NOW_MS + 5_000)
  expect(Date.now()).toBeLessThan(NOW_MS + 9_500)
  said.mockRestore()
})
