import { expect, test } from 'vitest'
import { makeClassifier } from '../../../functions/model/classifier.ts'
import type { Batch, Session } from '../../../functions/model/network.ts'
import type { Classification } from '../../../functions/pipeline/ports.ts'
import type { Label } from '../../../schemas/labelled.ts'

const pieces = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', 'bad', 'fair', 'good', 'broken']
const settings = {
  model: 'toy@0000000',
  labels: ['negative', 'neutral', 'positive'] as Label[],
  maxTokens: 128,
  temperature: 1,
  sureThreshold: 0.6,
}

/** A network that counts words: bad, fair and good are its logits. A text with "broken" in it gives NaN. */
const counting = () => {
  const batches: Batch[] = []
  const run = async (batch: Batch) => {
    batches.push(batch)
    const rows = [...Array(batch.rows).keys()].map(row =>
      [...batch.ids.subarray(row * batch.width, (row + 1) * batch.width)].filter(
        (_, at) => batch.mask[row * batch.width + at] === 1n,
      ),
    )
    const count = (row: bigint[], word: string) => row.filter(id => pieces[Number(id)] === word).length
    return Float32Array.from(
      rows.flatMap(row =>
        ['bad', 'fair', 'good'].map(word => (count(row, 'broken') > 0 ? Number.NaN : count(row, word))),
      ),
    )
  }
  return { batches, run }
}
const answers = (classifications: Classification[]) =>
  classifications.map(one => (one.is === 'labelled' ? one.label : one.reason))

test.each([0, 1, 2, 100, 3_000])('%i texts get as many classifications, in their order', async count => {
  const words = ['bad', 'fair', 'good']
  const texts = [...Array(count).keys()].map(at => `${words[at % 3]} `.repeat(1 + ((at * 7) % 40)))
  const { classify } = makeClassifier(counting(), pieces, settings)
  expect(answers(await classify(texts))).toEqual(texts.map((_, at) => settings.labels[at % 3]))
})

test('what is wrong with one text is that text alone', async () => {
  const { classify } = makeClassifier(counting(), pieces, settings)
  const classified = await classify([
    'good',
    '',
    'broken',
    '\u200b\ufeff',
    'bad',
    'xyzzy',
    '👏'.repeat(100_000),
  ])
  expect(answers(classified)).toEqual([
    'positive',
    'no-tokens',
    'bad-logits',
    'no-tokens',
    'negative',
    'negative',
    'negative',
  ])
})

test('a text without tokens never reaches the network', async () => {
  const network = counting()
  const { classify } = makeClassifier(network, pieces, settings)
  expect(answers(await classify(['', ' ', '\u0000']))).toEqual(['no-tokens', 'no-tokens', 'no-tokens'])
  expect(network.batches).toEqual([])
})

test('no run is longer than what the model reads, and padding is masked', async () => {
  const network = counting()
  await makeClassifier(network, pieces, settings).classify(['good '.repeat(5_000), 'bad', 'bad fair', 'good'])
  for (const { ids, mask, rows, width } of network.batches) {
    expect(width).toBeLessThanOrEqual(settings.maxTokens)
    expect([ids.length, mask.length]).toEqual([rows * width, rows * width])
    for (const [at, id] of ids.entries()) expect(mask[at]).toBe(id === 0n ? 0n : 1n)
  }
})

test('texts are prepared before they are split', async () => {
  const network = counting()
  await makeClassifier(network, pieces, settings).classify(['go&#111;d &amp;amp; fair'])
  expect([...network.batches[0]!.ids]).toEqual([2n, 6n, 1n, 5n, 3n])
})

test('a network that gives too few logits is an error, not a label', async () => {
  const session: Session = { run: async () => new Float32Array(2) }
  await expect(makeClassifier(session, pieces, settings).classify(['good'])).rejects.toThrow(
    'toy@0000000 gave 2 numbers for 1 texts, not 3 for each',
  )
})

test('the logits of a text go to its own labels and tasks, however many columns there are', async () => {
  const tasks = { offensive: { column: 3, temperature: 1, threshold: 0.5 } }
  const session: Session = {
    run: async ({ rows }) => Float32Array.from([...Array(rows).keys()].flatMap(row => [row, 0, -row, row])),
  }
  const classified = await makeClassifier(session, pieces, { ...settings, tasks }).classify(['good', 'good'])
  expect(classified).toMatchObject([{ offensive: 0.5 }, { offensive: 0.7311 }])
  await expect(makeClassifier(session, pieces, settings).classify(['good'])).rejects.toThrow(
    'toy@0000000 gave 4 numbers for 1 texts, not 3 for each',
  )
})

test('a network that fails rejects the call', async () => {
  const session: Session = { run: () => Promise.reject(new Error('out of memory')) }
  await expect(makeClassifier(session, pieces, settings).classify(['good'])).rejects.toThrow('out of memory')
})
