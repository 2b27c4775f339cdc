import { readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { loadClassifier } from '../../../functions/adapters/model-folder.ts'
import { onnxSession } from '../../../functions/adapters/onnx-session.ts'
import { decide } from '../../../functions/model/decision.ts'
import { prepare } from '../../../functions/model/prepare.ts'
import { wordPiece } from '../../../functions/model/wordpiece.ts'
import { checkModelCard } from '../../../schemas/model.ts'

type Reference = { text: string; ids: number[]; logits: number[] }

/**
 * Activations are rounded to int8 with a scale of their own in every run. Where another processor, version or fusion
 * adds in another order, a value can fall on the next step: 0.025 was seen between two versions.
 */
const TOLERANCE = 0.1

/** Those that label; shipped-encoder.test.ts has the one that compares questions. */
const labelling = readdirSync('models').filter(name => name !== 'similarity')

test('three models that label are shipped', () => {
  expect(labelling.toSorted()).toEqual(['nano', 'sentiment', 'sentiment-small'])
})

describe.each(labelling)('models/%s', async name => {
  const folder = `models/${name}`
  const checked = checkModelCard(JSON.parse(await readFile(`${folder}/model.json`, 'utf8')))
  if (!checked.ok) throw new Error(checked.why)
  const { card } = checked
  const reference: Reference[] = JSON.parse(await readFile(`${folder}/reference.json`, 'utf8'))

  test('ids equal those of the Python tokeniser that the model was trained with', async () => {
    const pieces = (await readFile(`${folder}/vocab.txt`, 'utf8')).trimEnd().split('\n')
    const tokenize = wordPiece(pieces, card.maxTokens)
    for (const { text, ids } of reference) expect(tokenize(prepare(text)), text).toEqual(ids)
  })

  test("logits are those of Python's ONNX Runtime, one text a run", async () => {
    const session = await onnxSession(await readFile(`${folder}/model.onnx`))
    for (const { text, ids, logits } of reference) {
      const width = ids.length
      const ours = await session.run({
        ids: BigInt64Array.from(ids, BigInt),
        mask: new BigInt64Array(width).fill(1n),
        rows: 1,
        width,
      })
      expect(ours).toHaveLength(logits.length)
      for (const [at, logit] of logits.entries())
        expect(Math.abs(ours[at]! - logit), text).toBeLessThan(TOLERANCE)
    }
  })

  test("what is said of a text is what Python's logits say", async () => {
    const { classify } = await loadClassifier(folder)
    for (const { text, logits } of reference) {
      const expected = decide(logits, card)
      const [classified] = await classify([text])
      if (expected.is !== 'labelled' || classified?.is !== 'labelled') throw new Error(`no label: ${text}`)
      expect(classified.label, text).toBe(expected.label)
      expect(classified.confidence, text).toBeCloseTo(expected.confidence, 1)
      expect(classified.kind, text).toBe(expected.kind)
      expect(Math.abs(classified.offensive! - expected.offensive!), text).toBeLessThan(0.05)
    }
  })

  test('praise, blame, a question and an insult are told apart', async () => {
    const { classify } = await loadClassifier(folder)
    const told = await classify([
      'I love this, thank you so much!',
      'This is a terrible decision',
      'where can I find the slides',
      'You are a bunch of stupid idiots',
    ])
    expect(told).toMatchObject([
      { label: 'positive', kind: 'comment', flagged: false },
      { label: 'negative', kind: 'comment', flagged: false },
      { label: 'neutral', kind: 'question', flagged: false },
      { label: 'negative', kind: 'comment', flagged: true },
    ])
  })
})
