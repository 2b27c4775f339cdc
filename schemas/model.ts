import type { Label } from './labelled.ts'

/** How well it did on one labelled set, in per cent; `ece` is the expected calibration error, 0 to 1. */
export type ModelFigures = { n: number; macroRecall: number; macroF1: number; accuracy: number; ece: number }

/** A task with one logit: its column, and what turns it into a probability (a sigmoid of logit / temperature). */
export type Task = {
  column: number
  temperature: number
  /** From this probability on, the answer is yes. */
  threshold: number
}

export type Tasks = { question?: Task; offensive?: Task }

/** What model.json says of the model.onnx and vocab.txt beside it. */
export type ModelCard = {
  /** What the first three logits stand for, in their order. */
  labels: Label[]
  /** What further logits say, where there are any: is it a question, is it offensive. */
  tasks?: Tasks
  inputs: { input_ids: string; attention_mask: string }
  /** "logits float32 [batch, 3]": a name, then its shape for people. */
  output: string
  /** Tokens read of one text, the two special ones included. */
  maxTokens: number
  /** Logits are divided by it before the softmax, so that a confidence of 0.8 is right 8 times in 10. */
  temperature: number
  /** From this confidence on, a label is sure. */
  sureThreshold: number
  vocabularySize: number
  sha256: { 'model.onnx': string; 'vocab.txt': string }
  development?: ModelFigures
  test?: ModelFigures
}

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)
const isWhole = (value: unknown): value is number => Number.isInteger(value)
const isSha256 = (value: unknown) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)
const hasKeys = (value: unknown, keys: string): value is object =>
  typeof value === 'object' && value !== null && Object.keys(value).sort().join() === keys

const LABELS = 3
const taskNames = ['question', 'offensive']

const isShare = (value: unknown) => isNumber(value) && value >= 0 && value <= 1
const isTask = ([name, task]: [string, unknown]): boolean => {
  if (!taskNames.includes(name) || !hasKeys(task, 'column,temperature,threshold')) return false
  const { column, temperature, threshold } = task as Record<keyof Task, unknown>
  return isWhole(column) && isNumber(temperature) && temperature > 0 && isShare(threshold)
}
/** Columns 3, 4, …: all of them, each once. */
const isTasks = (value: unknown): boolean => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const tasks = Object.entries(value)
  const columns = tasks.map(([, task]) => (task as Task | null)?.column).sort()
  return tasks.every(isTask) && columns.every((column, at) => column === LABELS + at)
}

/** By hand, because loading zod would be a quarter of the time from process start to the first label. */
const rules: Record<string, [isRight: (value: unknown) => boolean, what: string]> = {
  labels: [
    value => Array.isArray(value) && value.toSorted().join() === 'negative,neutral,positive',
    'negative, neutral and positive, in the order of the logits',
  ],
  tasks: [
    value => value === undefined || isTasks(value),
    'question, offensive, both or left out: each with its column (3, 4, … none twice, none skipped), a temperature over 0 and a threshold from 0 to 1',
  ],
  inputs: [
    value => hasKeys(value, 'attention_mask,input_ids'),
    'an object with input_ids and attention_mask',
  ],
  output: [value => typeof value === 'string' && value !== '', 'the name of the logits'],
  maxTokens: [value => isWhole(value) && value >= 3, 'a whole number from 3'],
  temperature: [value => isNumber(value) && value > 0, 'a number over 0'],
  sureThreshold: [isShare, 'a number from 0 to 1'],
  vocabularySize: [value => isWhole(value) && value > 0, 'a whole number over 0'],
  sha256: [
    value => hasKeys(value, 'model.onnx,vocab.txt') && Object.values(value).every(isSha256),
    'an object with the sha256 of model.onnx and of vocab.txt, 64 hex digits each',
  ],
}

/**
 * A model.json, or what is wrong with it.
 * { …, temperature: 0 } -> { ok: false, why: 'temperature should be a number over 0, it is 0' }
 */
export const checkModelCard = (
  value: unknown,
): { ok: true; card: ModelCard } | { ok: false; why: string } => {
  if (typeof value !== 'object' || value === null) return { ok: false, why: 'it should be an object' }
  const given = value as Record<string, unknown>
  for (const [field, [isRight, what]] of Object.entries(rules))
    if (!isRight(given[field]))
      return { ok: false, why: `${field} should be ${what}, it is ${JSON.stringify(given[field])}` }
  return { ok: true, card: value as ModelCard }
}

/** How many logits there are of a text: three, and one for each task. */
export const columnsOf = ({ labels, tasks }: Pick<ModelCard, 'labels' | 'tasks'>): number =>
  labels.length + Object.keys(tasks ?? {}).length
