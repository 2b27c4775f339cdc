import { describe, expect, test } from 'vitest'
import { recordOf } from '../events/kafka-events.ts'
import { T } from '../functions/pipeline/samples.ts'
import { badInput } from './bad-input.ts'
import { expectedOn, isTaken, NOW_MS } from './case.ts'
import { httpPosts } from './http-posts.ts'
import { kafkaRecords } from './kafka-records.ts'
import { expectCounted, expectLetter, good, holds, lettersOf, nameOf, queues, run } from './queues.ts'
import { sqsRecords } from './sqs-records.ts'

test('the corpus is read at the time that it was made for', () => expect(NOW_MS).toBe(T))

describe.each(Object.entries(queues))('bad input from %s', (name, read) => {
  const source = name as keyof typeof queues
  const cases = badInput.flatMap(one => {
    const expected = expectedOn(one, source)
    return expected === undefined ? [] : { ...one, expected }
  })

  test.each(cases.map(one => [one.name, one] as const))('%s', async (_, { body, expected, detail }) => {
    const ran = await run(read([good('g-1'), body, good('g-2')]))
    expect(ran.outcomes.map(nameOf)).toEqual(['counted', expected, 'counted'])
    expectCounted(ran, expected === 'counted' ? 3 : 2)
    if (isTaken(expected)) return expect(lettersOf(ran)).toEqual([])
    const kept = expectLetter(ran, expected, detail)
    expect(holds(kept, body, source === 'kafka' ? recordOf(body) : undefined)).toBe(true)
  })

  test('all of it in one batch: each is what it is alone, and the good ones between are counted', async () => {
    const rejected = cases.filter(({ expected }) => !isTaken(expected))
    const ran = await run(read(rejected.flatMap(({ body }, at) => [good(`g-${at}`), body])))
    expect(ran.outcomes.map(nameOf)).toEqual(rejected.flatMap(({ expected }) => ['counted', expected]))
    expectCounted(ran, rejected.length)
  })

  test('all of it once more changes nothing but how often it was rejected', async () => {
    const deliveries = read(cases.map(({ body }) => body))
    const once = await run(deliveries)
    const counters = structuredClone(once.contents.counters)
    const letters = lettersOf(once).map(letter => ({ ...letter, rejections: letter.rejections * 2 }))
    const twice = await run(deliveries, once)
    expect(twice.contents.counters).toEqual(counters)
    expect(lettersOf(twice)).toEqual(letters)
  })
})

test('there are at least 150 cases, each with a name of its own', () => {
  const tables = [badInput, sqsRecords, httpPosts].map(table => table.map(({ name }) => name))
  for (const names of [...tables, kafkaRecords.map(([name]) => name)])
    expect(new Set(names).size).toBe(names.length)
  expect(badInput.length).toBeGreaterThanOrEqual(150)
})
