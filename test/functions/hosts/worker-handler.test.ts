import type { SQSEvent } from 'aws-lambda'
import { afterEach, expect, test } from 'vitest'
import { startWorkerHandlers, type WorkerHandlers } from '../../../functions/hosts/worker-handler.ts'

const file = new URL('./obedient-worker.ts', import.meta.url)
const open: WorkerHandlers[] = []
const start = (env = {}) => {
  const workers = startWorkerHandlers(file, env)
  open.push(workers)
  return workers
}
afterEach(async () => {
  for (const workers of open.splice(0)) await workers.close()
})

const eventOf = (body: string) => ({ Records: [{ body }] }) as unknown as SQSEvent
const within = (ms: number) => ({ getRemainingTimeInMillis: () => ms })

test('a handler in the worker is called by its name and answers as one here would', async () => {
  const workers = start()
  await workers.ready
  expect(await workers.handler('classify-sqs')(eventOf('hello'), within(10_000))).toEqual({
    batchItemFailures: [{ itemIdentifier: 'classify-sqs hello in time' }],
  })
})

test('batches side by side get their own answers', async () => {
  const handler = start().handler('h')
  const orders = Array.from({ length: 20 }, (_, at) => `order ${at}`)
  const answers = await Promise.all(orders.map(order => handler(eventOf(order), within(10_000))))
  expect(answers).toEqual(
    orders.map(order => ({ batchItemFailures: [{ itemIdentifier: `h ${order} in time` }] })),
  )
})

test('what a handler throws is thrown here', async () => {
  await expect(start().handler('h')(eventOf('refuse'), within(10_000))).rejects.toThrow('refused')
})

test.each([
  ['die', /ended with code 3/],
  ['crash', /out of luck/],
])(
  'when the worker is told to %s, the batches it had fail and the next ones are answered',
  async (order, why) => {
    const handler = start().handler('h')
    const [first, second] = await Promise.allSettled([
      handler(eventOf(order), within(10_000)),
      handler(eventOf('behind it'), within(10_000)),
    ])
    expect(first).toMatchObject({ status: 'rejected', reason: { message: expect.stringMatching(why) } })
    expect(second).toMatchObject({ status: 'rejected' })
    expect(await handler(eventOf('after'), within(10_000))).toEqual({
      batchItemFailures: [{ itemIdentifier: 'h after in time' }],
    })
  },
)

test('a worker that is stuck past its deadline is ended and replaced', async () => {
  const handler = start().handler('h')
  await expect(handler(eventOf('loop'), within(-4_500))).rejects.toThrow(/ended/)
  expect(await handler(eventOf('after'), within(10_000))).toBeDefined()
})

test('a worker that cannot start says why', async () => {
  await expect(start({ REFUSE: 'no model' }).ready).rejects.toThrow('cannot start: no model')
})
