import { array, asyncProperty, assert as check, constantFrom, string } from 'fast-check'
import { expect, test } from 'vitest'
import { batchesOf, paced } from '../../cli/feed/batches.ts'
import { type FeedMessage, messagesOf } from '../../cli/feed/messages.ts'
import type { Row } from '../../cli/rows.ts'
import { MessageId } from '../../schemas/message.ts'

const rowsOf = async function* (texts: readonly string[]): AsyncGenerator<Row> {
  for (const [at, text] of texts.entries()) yield { is: 'text', text, line: at + 1, endByte: at }
}

const feedOf = async (texts: readonly string[]) => {
  const refused: [number, string][] = []
  const messages: FeedMessage[] = []
  for await (const message of messagesOf(rowsOf(texts), (line, why) => refused.push([line, why])))
    messages.push(message)
  return { messages, ids: messages.map(({ id }) => id), refused }
}

const fewTexts = array(
  string({ minLength: 1 })
    .filter(text => text.trim() !== '')
    .map(text => `t${text}`),
)
const withRepeats = fewTexts.chain(texts => array(constantFrom('+1', ...texts), { maxLength: 60 }))

test('feeding the same texts again gives the same ids, and no two rows of a file share one', async () => {
  await check(
    asyncProperty(withRepeats, async texts => {
      const { ids } = await feedOf(texts)
      expect((await feedOf(texts)).ids).toEqual(ids)
      expect(new Set(ids).size).toBe(ids.length)
      for (const id of ids) expect(MessageId.safeParse(id).success).toBe(true)
    }),
  )
})

test('rows appended to a file leave the ids of those before them as they were', async () => {
  const before = await feedOf(['hello', '+1', '+1'])
  const after = await feedOf(['hello', '+1', '+1', '+1', 'hello'])
  expect(after.ids.slice(0, 3)).toEqual(before.ids)
})

test('two ways to write the same characters are the same text', async () => {
  const { ids } = await feedOf(['caf\u00e9'])
  expect((await feedOf(['cafe\u0301'])).ids).toEqual(ids)
})

test('rows that would be refused are reported with their line, and the others are fed', async () => {
  const { messages, refused } = await feedOf([
    'ok',
    '',
    '  ',
    'x'.repeat(2_001),
    'bell\u0007',
    'x'.repeat(2_000),
  ])
  expect(messages.map(({ line }) => line)).toEqual([1, 6])
  expect(refused).toEqual([
    [2, 'text is empty'],
    [3, 'text is empty'],
    [4, 'text is longer than 2000 characters'],
    [5, 'text holds a control character'],
  ])
})

const numbers = async function* (count: number) {
  for (let at = 0; at < count; at++) yield at
}
const allOf = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}

test('batches hold every item once, in order, a hundred at the most', async () => {
  const batches = await allOf(batchesOf(numbers(250)))
  expect(batches.map(batch => batch.length)).toEqual([100, 100, 50])
  expect(batches.flat()).toEqual([...Array(250).keys()])
  expect(await allOf(batchesOf(numbers(0)))).toEqual([])
})

test('with a rate, batches are small enough to be even', async () => {
  expect((await allOf(batchesOf(numbers(45), 200))).map(batch => batch.length)).toEqual([20, 20, 5])
  expect((await allOf(batchesOf(numbers(3), 2))).map(batch => batch.length)).toEqual([1, 1, 1])
})

test('a row does not wait for one that does not come', async () => {
  const never = Promise.withResolvers<void>()
  const batches = batchesOf(
    (async function* () {
      yield 'now'
      await never.promise
    })(),
  )
  expect((await batches.next()).value).toEqual(['now'])
  never.resolve()
  expect((await batches.next()).done).toBe(true)
})

test('what breaks the reading comes out after the rows before it', async () => {
  const batches = batchesOf(
    (async function* () {
      yield 1
      yield 2
      throw new Error('the disk is gone')
    })(),
    20,
  )
  expect((await batches.next()).value).toEqual([1, 2])
  await expect(batches.next()).rejects.toThrow('the disk is gone')
})

test('an interrupted wait for the rate ends at once', async () => {
  const controller = new AbortController()
  const batches = paced(batchesOf(numbers(3), 0.01), 0.01, controller.signal)
  await batches.next()
  const second = batches.next()
  controller.abort()
  await expect(second).rejects.toThrow(/abort/i)
})
