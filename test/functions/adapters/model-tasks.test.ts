import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadClassifier } from '../../../functions/adapters/model-folder.ts'
import { networkOf, tasks, writeTinyModel } from './tiny-model.ts'
import { tinyNetwork } from './tiny-network.ts'

let scratch = ''
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'roomtone-tasks-'))
})
afterAll(() => rm(scratch, { recursive: true }))

const load = async (change: object = {}, network?: Uint8Array) =>
  loadClassifier(await writeTinyModel(await mkdtemp(join(scratch, 'm-')), change, network))

/** What a model made so says of texts. */
const told = async (texts: string[], ...made: Parameters<typeof load>) => {
  const { classify } = await load(...made)
  return (await classify(texts)).map(one => {
    if (one.is !== 'labelled') throw new Error(one.detail)
    const { label, kind, offensive, flagged } = one
    return { label, kind, offensive, flagged }
  })
}

// sigmoid of -1, 1 and 3
const [LOW, HIGH, HIGHER] = [0.2689, 0.7311, 0.9526]

describe('a model with tasks', () => {
  test('tells label, kind and offence of each text from their own columns, all in one run', async () => {
    const texts = ['good', 'when good', 'rude bad', 'when rude rude fair', 'bad bad bad bad bad bad']
    expect(await told(texts)).toEqual([
      { label: 'positive', kind: 'comment', offensive: LOW, flagged: false },
      { label: 'positive', kind: 'question', offensive: LOW, flagged: false },
      { label: 'negative', kind: 'comment', offensive: HIGH, flagged: true },
      { label: 'neutral', kind: 'question', offensive: HIGHER, flagged: true },
      { label: 'negative', kind: 'comment', offensive: LOW, flagged: false },
    ])
  })

  test('says the same of a text whatever it is classified with, as padding is masked', async () => {
    const many = ['rude', 'good when '.repeat(14), 'rude', 'fair', 'rude']
    const together = await told(many)
    for (const [at, text] of many.entries()) expect(await told([text])).toEqual([together[at]])
  })

  test('is read by the columns that model.json names, in whatever order they come', async () => {
    const swapped = {
      question: { ...tasks.question, column: 3 },
      offensive: { ...tasks.offensive, column: 4 },
    }
    expect(await told(['rude', 'when'], { tasks: swapped })).toMatchObject([
      { kind: 'question', offensive: LOW, flagged: false },
      { kind: 'comment', offensive: HIGH, flagged: true },
    ])
  })

  test('has a temperature for each task, which takes its probability towards a half', async () => {
    const warm = { ...tasks, offensive: { ...tasks.offensive, temperature: 3 } }
    expect(await told(['rude rude'], { tasks: warm })).toMatchObject([{ offensive: HIGH, flagged: true }])
    const cold = { ...tasks, offensive: { ...tasks.offensive, temperature: 0.001 } }
    expect(await told(['rude', 'fair'], { tasks: cold })).toMatchObject([{ offensive: 1 }, { offensive: 0 }])
  })

  test.each([
    [0.7311, true],
    [0.7312, false],
    [0, true],
    [1, false],
  ])('answers yes from the threshold %d on: %s', async (threshold, yes) => {
    const strict = {
      offensive: { ...tasks.offensive, threshold },
      question: { ...tasks.question, threshold },
    }
    expect(await told(['rude when fair'], { tasks: strict })).toEqual([
      { label: 'neutral', kind: yes ? 'question' : 'comment', offensive: HIGH, flagged: yes },
    ])
  })

  test('may have one of them only, and says nothing of the other', async () => {
    const { offensive, question } = tasks
    const [one] = await told(['rude when'], { tasks: { offensive } }, networkOf(4))
    expect(one).toMatchObject({ kind: undefined, offensive: HIGH, flagged: true })
    const [other] = await told(['when'], { tasks: { question: { ...question, column: 3 } } }, networkOf(4))
    expect(other).toMatchObject({ kind: 'comment', offensive: undefined, flagged: undefined })
  })

  test('may have none of them, and says of a text what it is labelled', async () => {
    for (const change of [{ tasks: undefined }, { tasks: {} }]) {
      const [classified] = await (await load(change, networkOf(3))).classify(['rude when good'])
      expect(Object.keys(classified!)).toEqual([
        ...['is', 'label', 'confidence', 'score', 'sure', 'probabilities'],
      ])
    }
  })
})

const { offensive, question } = tasks

test.each<[string, object, Uint8Array | undefined, RegExp]>([
  [
    'the network has more columns than model.json names',
    { tasks: undefined },
    networkOf(5),
    /model\.onnx gives 5 logits a text, model\.json names 3 \(negative, neutral, positive\)/,
  ],
  [
    'the network has one column more than there are tasks',
    {},
    networkOf(6),
    /gives 6 .* names 5 \(.*question\)/,
  ],
  ['a task has no column in the network', {}, networkOf(4), /gives 4 logits a text, model\.json names 5/],
  ['no task has a column in the network', {}, networkOf(3), /gives 3 logits a text, model\.json names 5/],
  [
    'two tasks read one column',
    { tasks: { offensive, question: { ...question, column: 3 } } },
    undefined,
    /model\.json does not describe a model that labels: tasks should be .*none twice/,
  ],
  [
    'a task reads a column of the labels',
    { tasks: { offensive: { ...offensive, column: 2 } } },
    undefined,
    /tasks should/,
  ],
  ['a column is skipped', { tasks: { question } }, undefined, /tasks should be .*none skipped/],
  [
    'a column is no whole number',
    { tasks: { offensive: { ...offensive, column: 3.5 } } },
    undefined,
    /tasks should/,
  ],
  [
    'a task is unknown',
    { tasks: { ...tasks, toxic: { ...question, column: 5 } } },
    undefined,
    /tasks should .*"toxic"/,
  ],
  [
    'a task has no temperature',
    { tasks: { offensive: { column: 3, threshold: 0.5 } } },
    undefined,
    /tasks should/,
  ],
  [
    'a temperature is 0',
    { tasks: { offensive: { ...offensive, temperature: 0 } } },
    undefined,
    /a temperature over 0/,
  ],
  [
    'a threshold is over 1',
    { tasks: { offensive: { ...offensive, threshold: 50 } } },
    undefined,
    /a threshold from 0 to 1/,
  ],
  ['tasks are a list', { tasks: [] }, undefined, /tasks should be .*it is \[\]/],
  ['a task is null', { tasks: { offensive: null } }, undefined, /tasks should be .*null/],
  [
    'the network takes other inputs',
    {},
    tinyNetwork([[0, 0, 0, 0, 0]], { mask: 'token_type_ids' }),
    /the network takes input_ids, token_type_ids, .*model\.json says attention_mask, input_ids: export it/,
  ],
  [
    'the network gives another output',
    {},
    tinyNetwork([[0, 0, 0, 0, 0]], { output: 'scores' }),
    /the network gives scores, .*model\.json says logits.*: correct model\.json/,
  ],
  [
    'the network knows fewer pieces than the vocabulary has',
    {},
    tinyNetwork([[0, 0, 0, 0, 0]]),
    /model\.onnx fails on 32 tokens or on piece 8, which model\.json allows/,
  ],
])(
  'where %s, it is not loaded: the error names the file and what to do',
  async (_, change, network, message) => {
    const loading = load(change, network)
    await expect(loading).rejects.toThrow(message)
    await expect(loading).rejects.toThrow(/model\.json|model\.onnx/)
    await expect(loading).rejects.toThrow(/fetch the model folder again|correct|export it/)
  },
)
