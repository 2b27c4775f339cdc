/** What the model.json of any model says of the model.onnx and vocab.txt beside it. */
export type FilesCard = {
  inputs: { input_ids: string; attention_mask: string }
  /** "logits float32 [batch, 3]": a name, then its shape for people. */
  output: string
  /** Tokens read of one text, the two special ones included. */
  maxTokens: number
  vocabularySize: number
  sha256: { 'model.onnx': string; 'vocab.txt': string }
}

export const isNumber = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value)
export const isWhole = (value: unknown): value is number => Number.isInteger(value)
export const hasKeys = (value: unknown, keys: string): value is object =>
  typeof value === 'object' && value !== null && Object.keys(value).sort().join() === keys

const isSha256 = (value: unknown) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)

/** By field: whether its value is right, and what it should be. By hand, because loading zod would be a quarter of the time from process start to the first label. */
export type Rules = Record<string, [isRight: (value: unknown) => boolean, what: string]>

export const fileRules = {
  inputs: [
    value => hasKeys(value, 'attention_mask,input_ids'),
    'an object with input_ids and attention_mask',
  ],
  output: [value => typeof value === 'string' && value !== '', "the name of the network's output"],
  maxTokens: [value => isWhole(value) && value >= 3, 'a whole number from 3'],
  vocabularySize: [value => isWhole(value) && value > 0, 'a whole number over 0'],
  sha256: [
    value => hasKeys(value, 'model.onnx,vocab.txt') && Object.values(value).every(isSha256),
    'an object with the sha256 of model.onnx and of vocab.txt, 64 hex digits each',
  ],
} satisfies Rules

export type Checked<Card> = { ok: true; card: Card } | { ok: false; why: string }

/** A card, or what is wrong first. { temperature: 0 } -> { ok: false, why: 'temperature should be a number over 0, it is 0' } */
export const checkCard = <Card>(value: unknown, rules: Rules): Checked<Card> => {
  if (typeof value !== 'object' || value === null) return { ok: false, why: 'it should be an object' }
  const given = value as Record<string, unknown>
  for (const [field, [isRight, what]] of Object.entries(rules))
    if (!isRight(given[field]))
      return { ok: false, why: `${field} should be ${what}, it is ${JSON.stringify(given[field])}` }
  return { ok: true, card: value as Card }
}
