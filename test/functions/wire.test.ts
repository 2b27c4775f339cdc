import { expect, test } from 'vitest'
import { openTopics, queueForOf } from '../../functions/wire.ts'

const queue = { name: 'posted', send: async () => {} }
const from = (source: 'sqs' | 'kafka' | 'http', name: string) => ({ source, name, delivery: 'd' })

test('a letter goes to the queue or the topic that it came from, and to no other', async () => {
  const topic = { name: 'posted', send: async () => {} }
  const queueFor = queueForOf(queue, { topicFor: () => topic })
  expect(queueFor(from('sqs', 'posted'))).toBe(queue)
  expect(queueFor(from('sqs', 'other'))).toBeUndefined()
  expect(queueFor(from('http', 'posted'))).toBeUndefined()
  expect(queueFor(from('kafka', 'posted'))).toBe(topic)
})

test('where no brokers are named a letter of a topic goes to the queue, and where some are each topic is a queue', async () => {
  const none = await openTopics(undefined)
  expect(queueForOf(queue, none)(from('kafka', 'posted'))).toBe(queue)
  await none.close()
  const some = await openTopics({ brokers: ['127.0.0.1:1'] })
  expect(some.topicFor('posted')).toMatchObject({ name: 'posted' })
  expect(some.topicFor('posted')).toBe(some.topicFor('posted'))
  await expect(some.topicFor('posted')!.send(['{}'])).rejects.toThrow(/^no broker answers at 127\.0\.0\.1:1 /)
  await some.close()
})
