import { readdirSync, readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { documents, generate } from '../../schemas/generate.ts'

const folder = new URL('../../schemas/generated/', import.meta.url)
type Name = keyof typeof documents
const names = Object.keys(documents) as Name[]

const examples: Record<Name, object> = {
  message: { room: 'all-hands', id: 'q-17', text: 'Love it!', postedAt: 1_763_800_000_000 },
  cloudevent: {
    specversion: '1.0',
    type: 'roomtone.message.posted',
    source: 'app',
    id: 'q-17',
    subject: 'all-hands',
    time: '2026-11-22T09:00:00Z',
    data: { text: 'Love it!' },
  },
  'cloudevent-edited': {
    specversion: '1.0',
    type: 'roomtone.message.edited',
    source: 'app',
    id: 'q-17',
    subject: 'all-hands',
    time: '2026-11-22T09:00:00Z',
    data: { text: 'Love it, mostly.', revision: 1 },
  },
  'cloudevent-erased': {
    specversion: '1.0',
    type: 'roomtone.message.erased',
    source: 'app',
    id: 'q-17',
    subject: 'all-hands',
    time: '2026-11-22T09:00:00Z',
  },
  erasure: { room: 'all-hands', source: 'app', id: 'q-17', erased: true },
  'posted-erasure': { source: 'app', id: 'q-17', erased: true },
  'posted-message': { text: 'Love it!', author: 'Ada', postedAt: '2026-11-22T10:00:00+01:00' },
  mood: {
    room: 'all-hands',
    grain: 'minute',
    from: 0,
    to: 60_000,
    countedAt: 1_763_800_000_000,
    n: 1,
    negative: 0,
    neutral: 0,
    positive: 1,
    unsure: 0,
    questions: 1,
    flagged: 0,
    score: 0.75,
    models: { 'sentiment@1': 1 },
    windows: [
      {
        start: 0,
        n: 1,
        negative: 0,
        neutral: 0,
        positive: 1,
        unsure: 0,
        questions: 1,
        flagged: 0,
        score: 0.75,
      },
    ],
  },
  'message-list': {
    messages: [
      {
        key: 'k'.repeat(32),
        source: 'app',
        id: 'q-17',
        revision: 0,
        text: 'Love it!',
        postedAt: 1_763_800_000_000,
        label: 'positive',
        confidence: 0.93,
        score: 0.91,
        sure: true,
        kind: 'comment',
        offensive: 0.02,
        flagged: false,
        model: 'sentiment@1',
        version: 1,
      },
    ],
    cursor: 'MDAx',
  },
  'dead-letter': {
    key: 'k'.repeat(32),
    reason: 'not-json',
    detail: 'cut short',
    body: 'eyJ0',
    origin: { source: 'sqs', name: 'posted', delivery: 'm-1' },
    receives: 1,
    rejectedAt: 1_763_800_000_000,
    rejections: 1,
    state: 'open',
    replays: 0,
    edits: 0,
  },
  'label-line': {
    text: 'Love it!',
    label: 'positive',
    confidence: 0.93,
    score: 0.91,
    sure: true,
    kind: 'comment',
    offensive: 0.02,
    flagged: false,
    probabilities: { negative: 0.02, neutral: 0.05, positive: 0.93 },
  },
}

/** The form is checked by the pattern that stands beside each format. */
const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, formats: { 'date-time': true } })
const committed = (file: string) => readFileSync(new URL(file, folder), 'utf8')
const validators = new Map(names.map(name => [name, ajv.compile(JSON.parse(committed(`${name}.json`)))]))

const acceptsJson = (name: Name, value: unknown) => validators.get(name)!(value) as boolean
const acceptsZod = (name: Name, value: unknown) => documents[name].safeParse(value).success

test('what is committed is what the schemas and routes are: `npm run schemas` writes it', () => {
  const made = generate()
  expect(readdirSync(folder).sort()).toEqual([...made.keys()].sort())
  for (const [file, content] of made) expect(committed(file)).toBe(content)
})

test('every schema names its dialect and itself', () => {
  for (const name of names)
    expect(JSON.parse(committed(`${name}.json`))).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: `urn:roomtone:${name}`,
    })
})

describe.each(names)('the JSON Schema of %s and the check in the code', name => {
  test('both take the example', () => {
    expect([acceptsJson(name, examples[name]), acceptsZod(name, examples[name])]).toEqual([true, true])
  })

  /** A path to every value in the example: ['data', 'text'] */
  const pathsIn = (value: unknown, at: string[] = []): string[][] => [
    ...(at.length > 0 ? [at] : []),
    ...(typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, inner]) => pathsIn(inner, [...at, key]))
      : []),
  ]
  const changedAt = ([step, ...rest]: string[], value: unknown, to: unknown): unknown => {
    if (step === undefined) return to
    const copy = structuredClone(value) as Record<string, unknown>
    const changed = changedAt(rest, copy[step], to)
    if (changed === undefined) delete copy[step]
    else copy[step] = changed
    return copy
  }
  /** What zod alone can tell (blanks, marks, half surrogates, what NFC changes) is left to its own tests. */
  const words = fc.stringMatching(/^[\p{L}\p{N}]{1,140}$/u).map(text => text.normalize('NFC'))
  const anything = fc.oneof(
    words,
    words.map(text => text.repeat(30)),
    fc.constantFrom(
      '',
      'live',
      'open',
      'positive',
      'minute',
      'sqs',
      '1.0',
      '2.0',
      '2026-11-22',
      '2026-11-22T09:00:00',
    ),
    fc.date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true }).map(date => date.toISOString()),
    fc.integer(),
    fc.integer({ min: -1, max: 1 }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constantFrom(null, undefined, [], {}, 2 ** 53, 1_000_001),
  )

  test('agree on every change of one value of it', () => {
    const change = fc.tuple(fc.constantFrom(...pathsIn(examples[name])), anything)
    let taken = 0
    fc.assert(
      fc.property(change, ([path, to]) => {
        const changed = changedAt(path, examples[name], to)
        if (acceptsJson(name, changed)) taken++
        expect([changed, acceptsJson(name, changed)]).toEqual([changed, acceptsZod(name, changed)])
      }),
      { numRuns: 500 },
    )
    expect(taken).toBeGreaterThan(0)
    expect(taken).toBeLessThan(500)
  })

  test('agree on whatever else is JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        expect(acceptsJson(name, value)).toBe(acceptsZod(name, value))
      }),
    )
  })
})
