import { readFileSync } from 'node:fs'
import type { SQSEvent } from 'aws-lambda'
import { beforeEach, expect, test, vi } from 'vitest'
import type { DeadLetter } from '../../schemas/dead-letter.ts'

const world = vi.hoisted(() => ({
  letters: [] as DeadLetter[],
  put: async (_: DeadLetter): Promise<void> => {},
}))

vi.mock('../../functions/wire.ts', async original => ({
  ...(await original<typeof import('../../functions/wire.ts')>()),
  wireLetters: async () => ({
    letters: {
      put: async (letter: DeadLetter) => {
        await world.put(letter)
        world.letters.push(letter)
      },
    },
    clock: { now: () => 1_763_900_000_000, sleep: async () => {} },
  }),
}))
vi.stubEnv('ROOMTONE_STORE', 'dynamodb:unused')
vi.stubEnv('ROOMTONE_METRICS', 'collector')

const { handler } = await import('../../functions/collect-dead-letters.ts')
const [record] = (
  JSON.parse(
    readFileSync(new URL('../../events/samples/sqs-dead-letter.json', import.meta.url), 'utf8'),
  ) as SQSEvent
).Records
const eventOf = (...bodies: string[]): SQSEvent => ({
  Records: bodies.map((body, at) => ({ ...record!, messageId: `id-${at}`, body })),
})

let metrics: string[] = []
beforeEach(() => {
  metrics = []
  vi.spyOn(process.stdout, 'write').mockImplementation(text => metrics.push(String(text)) > 0)
  world.letters.length = 0
  world.put = async () => {}
})

test('what the queue gave up on is a letter that says so, with its bytes, its room and where to replay it', async () => {
  expect(await handler({ Records: [record!] })).toEqual({ batchItemFailures: [] })
  expect(world.letters).toMatchObject([
    {
      reason: 'gave-up',
      detail: 'queue "posted" gave up on it after 11 receives',
      room: 'all-hands',
      origin: { source: 'sqs', name: 'posted', delivery: record!.messageId },
      receives: 11,
      rejectedAt: 1_763_900_000_000,
      rejections: 1,
      state: 'open',
    },
  ])
  expect(Buffer.from(world.letters[0]!.body, 'base64').toString()).toBe(record!.body)
})

test.each(['', 'no JSON', '[1]', '{"room":"all-hands"}', '\ufeff{}', '{"a":1,"a":2}'])(
  'a body that is no message (%j) is kept as it is',
  async body => {
    await handler(eventOf(body))
    expect(world.letters.map(letter => Buffer.from(letter.body, 'base64').toString())).toEqual([body])
    expect(world.letters[0]!.reason).toBe('gave-up')
  },
)

test('a letter that could not be kept comes back, and only that one', async () => {
  const said = vi.spyOn(console, 'error').mockImplementation(() => {})
  world.put = async ({ body }) => {
    if (Buffer.from(body, 'base64').toString() === 'second') throw new Error('throttled')
  }
  expect(await handler(eventOf('first', 'second', 'third'))).toEqual({
    batchItemFailures: [{ itemIdentifier: 'id-1' }],
  })
  expect(world.letters).toHaveLength(2)
  expect(said).toHaveBeenCalledWith('1 of 3 messages failed and come back: throttled')
})

test('letters that are kept are measured, with their reason, and those that come back are not', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  world.put = async ({ body }) => {
    if (Buffer.from(body, 'base64').toString() === 'second') throw new Error('throttled')
  }
  await handler(eventOf('first', 'second', 'third'))
  expect(metrics.map(line => JSON.parse(line))).toMatchObject([
    { FunctionName: 'collector', rejected: 2 },
    { FunctionName: 'collector', reason: 'gave-up', rejected: 2 },
  ])
  metrics = []
  await handler(eventOf('second'))
  await handler({ Records: [] })
  expect(metrics).toEqual([])
})

test('records of a dead-letter topic are kept, and those that could not be are named by partition and offset', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  world.put = async ({ origin }) => {
    if (origin.delivery === 'failed-0@2') throw new Error('throttled')
  }
  const value = Buffer.from('{"room":"all-hands"}').toString('base64')
  const records = { 'failed-0': [1, 2, 3].map(offset => ({ topic: 'failed', partition: 0, offset, value })) }
  expect(await handler({ eventSource: 'SelfManagedKafka', records })).toEqual({
    batchItemFailures: [{ itemIdentifier: { partition: 'failed-0', offset: 2 } }],
  })
  expect(world.letters).toMatchObject(
    [1, 3].map(offset => ({
      reason: 'gave-up',
      room: 'all-hands',
      origin: { source: 'kafka', name: 'failed', delivery: `failed-0@${offset}` },
    })),
  )
})
