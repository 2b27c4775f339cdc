import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { erase } from '../../../functions/pipeline/erase.ts'
import { sum } from '../../../functions/pipeline/mood.ts'
import type { Store } from '../../../functions/pipeline/ports.ts'
import { encoderMark } from '../../../functions/questions/vector.ts'
import { RelabelReport, RelabelRequest } from '../../../schemas/relabel.ts'
import { always, tally } from '../../contracts/store-samples.ts'
import { firstViolation } from '../../schedules/invariants.ts'
import { modelStore } from '../../schedules/model-store.ts'
import { ENCODER, vectorOf } from '../pipeline/stub-encoder.ts'
import { type All, counted, list } from './counted-room.ts'
import { ask, problemOf, token } from './stand-in.ts'

const base64Of = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
const MODEL = 'other@5a3e91b'
const grim = { label: 'negative', confidence: 0.7, score: -0.6, sure: false } as const

const postLabels = ({ app }: Pick<All, 'app'>, body: unknown, headers: Record<string, string> = {}) =>
  ask(app, '/v1/rooms/r/labels', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
const report = async (response: Response) => {
  expect(response.status).toBe(200)
  return RelabelReport.parse(await response.json()).labels
}
const labelsOf = async (all: All) =>
  (await list(all, '?limit=100')).messages.map(({ key, version }) => ({ key, version, ...grim }))
const countsOf = async ({ store }: All) => sum((await store.counters('r')).map(counter => counter.tally))

describe('labels of another model', () => {
  test('are written over the old ones, and the counts follow', async () => {
    const all = await counted(['good', 'bad', 'who is rude'])
    const labels = await labelsOf(all)
    expect(await report(await postLabels(all, { model: MODEL, labels }))).toEqual(
      labels.map(({ key }) => ({ key, is: 'relabelled' })),
    )
    expect(await countsOf(all)).toEqual(
      tally({ n: 3, negative: 3, unsure: 3, score: -1800, models: { [MODEL]: 3 } }),
    )
    for (const message of (await list(all)).messages) {
      expect(message).toMatchObject({ ...grim, model: MODEL, version: 2 })
      expect(message).not.toHaveProperty('kind')
    }
  })

  test('may bring the vector of a question, which no answer shows: only whose it is', async () => {
    const all = await counted(['who is it?', 'good'])
    const ask = { ...grim, kind: 'question', vector: base64Of(vectorOf('who is it?')) } as const
    const labels = (await labelsOf(all)).map(label => ({ ...label, ...ask }))
    expect((await report(await postLabels(all, { model: MODEL, labels }))).map(({ is }) => is)).toEqual([
      'relabelled',
      'relabelled',
    ])
    const { messages } = await list(all)
    for (const message of messages) {
      expect(message).toMatchObject({ encoder: encoderMark(ENCODER) })
      expect(message).not.toHaveProperty('vector')
    }
    const stored = (await all.store.list('r', always, 10)).messages
    expect(stored.map(({ vector }) => vector)).toEqual(Array(2).fill(vectorOf('who is it?')))
    const again = { ...labels[0]!, version: 2 }
    const others = { ...again, vector: base64Of(vectorOf('who is it?', 'another@1a2b3c4')) }
    const post = async (label: object) =>
      (await report(await postLabels(all, { model: MODEL, labels: [label] })))[0]
    expect(await post(again)).toMatchObject({ is: 'same' })
    expect(await post(others)).toMatchObject({ is: 'encoded' })
    const { message } = (await post({ ...again, version: 2 })) as { message?: object }
    expect(message).toMatchObject({ version: 3, encoder: encoderMark('another@1a2b3c4') })
    expect(message).not.toHaveProperty('vector')
  })

  test('of a message that has changed are answered with what stands there, to be labelled anew', async () => {
    const all = await counted(['good'])
    const [label] = await labelsOf(all)
    const [line] = await report(await postLabels(all, { model: MODEL, labels: [{ ...label, version: 7 }] }))
    expect(line).toEqual({ key: label!.key, is: 'changed', message: (await list(all)).messages[0] })
  })

  test('of what was erased, or is in another room, are answered as gone', async () => {
    const all = await counted(['good', 'bad'])
    const labels = await labelsOf(all)
    const limits = { deadlineMs: all.clock.now() + 5_000 }
    await erase(all.ports, { room: 'r', key: labels[0]!.key }, limits)
    const elsewhere = await ask(all.app, '/v1/rooms/other/labels', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: MODEL, labels: [labels[1]] }),
    })
    expect((await report(elsewhere))[0]!.is).toBe('gone')
    expect((await report(await postLabels(all, { model: MODEL, labels }))).map(({ is }) => is)).toEqual([
      'gone',
      'relabelled',
    ])
    expect(await countsOf(all)).toMatchObject({ n: 1, models: { [MODEL]: 1 } })
  })

  test('need the scope moderate, for this room', async () => {
    const all = await counted(['good'], { onLoopback: false })
    const body = { model: MODEL, labels: [{ key: 'a'.repeat(40), version: 1, ...grim }] }
    const as = async (room: string, scope: 'read' | 'post' | 'moderate') =>
      (await postLabels(all, body, { authorization: `Bearer ${await token(room, [scope])}` })).status
    expect([await as('r', 'read'), await as('r', 'post'), await as('other', 'moderate')]).toEqual([
      403, 403, 403,
    ])
    expect(await as('r', 'moderate')).toBe(200)
    expect((await postLabels(all, body)).status).toBe(401)
  })

  test('that the store may have written or not are answered with what to do: post them again', async () => {
    const { store } = modelStore()
    const down: Store = { ...store, read: () => Promise.reject(new Error('down')) }
    const all = await counted([], { store: down })
    const labels = [{ key: 'a'.repeat(40), version: 1, ...grim }]
    const answer = await postLabels(all, { model: MODEL, labels })
    expect(answer.status).toBe(503)
    expect((await problemOf(answer)).detail).toContain('post the same labels again')
  })

  test('of a hundred models are taken for one room, and of no further one', async () => {
    const all = await counted(['good'])
    const [label] = await labelsOf(all)
    const nth = (at: number) => `m@${at.toString(16).padStart(7, '0')}`
    const models = Object.fromEntries(Array.from({ length: 99 }, (_, at) => [nth(at), 1]))
    const adds = [{ window: 'total' as const, shard: 0, add: tally({ models }) }]
    await all.store.write({ room: 'r', puts: [], adds, atMs: 0 })
    const answer = await postLabels(all, { model: MODEL, labels: [label] })
    expect([answer.status, (await problemOf(answer)).detail]).toEqual([
      409,
      '100 models have counted this room, and no other may',
    ])
    expect((await report(await postLabels(all, { model: nth(7), labels: [label] })))[0]!.is).toBe(
      'relabelled',
    )
  })
})

const key = 'c0d5d25a79562c8a9de5b99370f8e9ea0622f98a'
const good = { key, version: 1, ...grim }
const asked = { ...good, kind: 'question', vector: base64Of(vectorOf('why?')) }
const twos = new Uint8Array(392).fill(2)
/** As a model's name begins it, and then nothing. */
const zeros = vectorOf('why?').fill(0, 8)
const refused: [what: string, body: unknown, pointer: string][] = [
  ['no model', { labels: [good] }, '/model'],
  ['a model without its version', { model: 'sentiment', labels: [good] }, '/model'],
  ['a model that hides a control', { model: 'a\u202eb@5a3e91b', labels: [good] }, '/model'],
  ['a name that is too long', { model: `${'m'.repeat(121)}@5a3e91b`, labels: [good] }, '/model'],
  ['no labels', { model: MODEL, labels: [] }, '/labels'],
  ['101 labels', { model: MODEL, labels: Array(101).fill(good) }, '/labels'],
  ['one key twice', { model: MODEL, labels: [good, { ...good, label: 'neutral' }] }, '/labels'],
  ['a key that is none', { model: MODEL, labels: [{ ...good, key: 'm#1' }] }, '/labels/0/key'],
  ['a version of 0', { model: MODEL, labels: [{ ...good, version: 0 }] }, '/labels/0/version'],
  ['half a version', { model: MODEL, labels: [{ ...good, version: 1.5 }] }, '/labels/0/version'],
  ['another label', { model: MODEL, labels: [{ ...good, label: 'angry' }] }, '/labels/0/label'],
  ['a confidence over 1', { model: MODEL, labels: [{ ...good, confidence: 1.1 }] }, '/labels/0/confidence'],
  ['a score in thousandths', { model: MODEL, labels: [{ ...good, score: -600 }] }, '/labels/0/score'],
  ['a score against its label', { model: MODEL, labels: [{ ...good, score: 0.6 }] }, '/labels/0/score'],
  ['a flag alone', { model: MODEL, labels: [{ ...good, flagged: true }] }, '/labels/0/flagged'],
  ['offence alone', { model: MODEL, labels: [{ ...good, offensive: 0.1 }] }, '/labels/0/flagged'],
  ['a field that is none', { model: MODEL, labels: [{ ...good, text: 'mine' }] }, '/labels/0'],
  [
    'a vector that is too short',
    { model: MODEL, labels: [{ ...asked, vector: 'AAAA' }] },
    '/labels/0/vector',
  ],
  [
    'a vector that is no base64',
    { model: MODEL, labels: [{ ...asked, vector: '*'.repeat(524) }] },
    '/labels/0/vector',
  ],
  [
    'a vector of another format',
    { model: MODEL, labels: [{ ...asked, vector: base64Of(twos) }] },
    '/labels/0/vector',
  ],
  [
    'a vector of zeros',
    { model: MODEL, labels: [{ ...asked, vector: base64Of(zeros) }] },
    '/labels/0/vector',
  ],
  ['a vector of a comment', { model: MODEL, labels: [{ ...asked, kind: 'comment' }] }, '/labels/0/vector'],
  [
    'a vector of what has no kind',
    { model: MODEL, labels: [{ ...asked, kind: undefined }] },
    '/labels/0/vector',
  ],
  ['a list', [good], ''],
]

test.each(refused)('a request with %s is refused whole, and says where', async (_, body, pointer) => {
  const all = await counted(['good'])
  const before = structuredClone(await all.store.counters('r', always))
  const answer = await postLabels(all, body)
  expect(answer.status).toBe(422)
  expect((await problemOf(answer)).errors?.map(error => error.pointer)).toContain(pointer)
  expect(await all.store.counters('r', always)).toEqual(before)
})

test('a number that JSON cannot hold is refused', async () => {
  const all = await counted(['good'])
  const body = JSON.stringify({ model: MODEL, labels: [good] }).replace('-0.6', '-1e999')
  expect((await postLabels(all, body)).status).toBe(422)
})

/** Mostly as it should be, and now and then in every way that it should not. */
const mostly = <T, U>(usual: fc.Arbitrary<T>, rare: fc.Arbitrary<U>) =>
  fc.oneof({ weight: 12, arbitrary: usual }, { weight: 1, arbitrary: rare })
const anyLabel = fc
  .record({
    version: fc.integer({ min: 1, max: 3 }),
    confidence: mostly(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(-0.1, 1.1)),
    sure: fc.boolean(),
    kind: fc.constantFrom('question', 'comment', undefined),
    sentiment: mostly(
      fc.constantFrom(
        { label: 'negative', score: -0.8 },
        { label: 'neutral', score: 0.0004 },
        { label: 'positive', score: 1 },
      ),
      fc.constantFrom({ label: 'positive', score: -0.1 }, { label: 'neutral', score: 2 }, { label: 'both' }),
    ),
    offence: mostly(
      fc.constantFrom({ offensive: 0.2, flagged: false }, { offensive: 1, flagged: true }, {}),
      fc.constantFrom({ flagged: true }, { offensive: 0.5 }, { offensive: 2, flagged: true }),
    ),
  })
  .map(({ sentiment, offence, ...told }) => ({ ...told, ...sentiment, ...offence }))
const anyRequest = fc.record({
  model: mostly(fc.constantFrom(MODEL, 'third@0000000'), fc.constant('words@1')),
  labels: fc.array(anyLabel, { maxLength: 3 }),
})

/** What the store holds, for the invariants to be looked at. */
const observedIn = async ({ store }: All) => {
  const messages = (await store.list('r', always, 100)).messages
  const counters = [...(await store.counters('r')), ...(await store.counters('r', always))]
  return {
    contents: {
      messages: new Map(messages.map(message => [message.key, message])),
      counters: new Map(counters.map((counter, at) => [String(at), { room: 'r', ...counter }])),
      letters: new Map(),
      rooms: new Set<string>(),
    },
    ...{ expired: [], erased: new Set<string>(), drift: new Map(), corrupted: new Set<string>() },
    ...{ seen: new Map(), revs: new Map() },
  }
}

test('whatever is posted, the counts are those of the messages, each whole and none below zero', async () => {
  const seen = { relabelled: 0, refused: 0 }
  await fc.assert(
    fc.asyncProperty(fc.array(anyRequest, { maxLength: 6 }), async requests => {
      const all = await counted(['good', 'bad and rude', 'who?'])
      const keys = (await list(all)).messages.map(message => message.key)
      for (const { model, labels } of requests) {
        const body = { model, labels: labels.map((label, at) => ({ key: keys[at], ...label })) }
        const answer = await postLabels(all, body)
        expect(answer.status).toBe(RelabelRequest.safeParse(body).success ? 200 : 422)
        if (answer.status === 422) seen.refused++
        else seen.relabelled += (await report(answer)).filter(({ is }) => is === 'relabelled').length
      }
      expect(firstViolation(await observedIn(all))).toBeUndefined()
    }),
    { numRuns: 100 },
  )
  expect(Math.min(seen.relabelled, seen.refused)).toBeGreaterThan(10)
})
