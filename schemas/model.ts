import type { Label } from './labelled.ts'
import {
  type Checked,
  checkCard,
  type FilesCard,
  fileRules,
  hasKeys,
  isNumber,
  isWhole,
  type Rules,
} from './model-files.ts'

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

/** What the model.json of a model that labels says. */
export type ModelCard = FilesCard & {
  /** What the first three logits stand for, in their order. */
  labels: Label[]
  /** What further logits say, where there are any: is it a question, is it offensive. */
  tasks?: Tasks
  /** Logits are divided by it before the softmax, so that a confidence of 0.8 is right 8 times in 10. */
  temperature: number
  /** From this confidence on, a label is sure. */
  sureThreshold: number
  development?: ModelFigures
  test?: ModelFigures
}

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

const rules: Rules = {
  task: [
    value => value === undefined,
    'left out, as in every model that labels (an encoder is named with ROOMTONE_SIMILARITY_MODEL)',
  ],
  labels: [
    value => Array.isArray(value) && value.toSorted().join() === 'negative,neutral,positive',
    'negative, neutral and positive, in the order of the logits',
  ],
  tasks: [
    value => value === undefined || isTasks(value),
    'question, offensive, both or left out: each with its column (3, 4, … none twice, none skipped), a temperature over 0 and a threshold from 0 to 1',
  ],
  temperature: [value => isNumber(value) && value > 0, 'a number over 0'],
  sureThreshold: [isShare, 'a number from 0 to 1'],
  ...fileRules,
}

/**
 * A model.json, or what is wrong with it.
 * { …, temperature: 0 } -> { ok: false, why: 'temperature should be a number over 0, it is 0' }
 */
export const checkModelCard = (value: unknown): Checked<ModelCard> => checkCard(value, rules)

/** How many logits there are of a text: three, and one for each task. */
export const columnsOf = ({ labels, tasks }: Pick<ModelCard, 'labels' | 'tasks'>): number =>
  labels.length + Object.keys(tasks ?? {}).length
