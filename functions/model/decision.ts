import type { Kind, Label, Labelled } from '../../schemas/labelled.ts'
import type { ModelCard, Task, Tasks } from '../../schemas/model.ts'
import type { Classification } from '../pipeline/ports.ts'

export type DecisionSettings = Pick<ModelCard, 'labels' | 'temperature' | 'sureThreshold' | 'tasks'>

/**
 * From one text's logits to its label. Probabilities carry four decimals: what is beyond differs between processors.
 * labels [negative, neutral, positive], temperature 2, threshold 0.66, logits [-2, 0, 4]
 *   -> p 0.042, 0.1142, 0.8438: positive, confidence 0.8438, score +802 thousandths, sure
 * and of a model with tasks, {offensive: column 3, temperature 1, threshold 0.5}, logits [-2, 0, 4, -3]
 *   -> the same, offensive 0.0474, not flagged
 */
export const decide = (
  logits: ArrayLike<number>,
  { labels, temperature, sureThreshold, tasks = {} }: DecisionSettings,
): Classification => {
  const values = Array.from(logits)
  if (!values.every(Number.isFinite))
    return { is: 'unclassifiable', reason: 'bad-logits', detail: `the model answered ${values.join(', ')}` }
  const sentiment = values.slice(0, labels.length)
  const shares = softmax(sentiment.map(value => value / temperature))
  const share = (label: Label) => shares[labels.indexOf(label)]!
  const label = labels[sentiment.indexOf(Math.max(...sentiment))]!
  const confidence = fourDecimals(share(label))
  return {
    is: 'labelled',
    label,
    confidence,
    score: thousandths(share('positive') - share('negative')),
    sure: confidence >= sureThreshold,
    ...answersTo(tasks, values),
    probabilities: {
      negative: fourDecimals(share('negative')),
      neutral: fourDecimals(share('neutral')),
      positive: fourDecimals(share('positive')),
    },
  }
}

/** Of the tasks that the model has; about the others it says nothing, not no. */
const answersTo = (
  { question, offensive }: Tasks,
  logits: readonly number[],
): Pick<Labelled, 'kind' | 'offensive' | 'flagged'> => {
  const probability = ({ column, temperature }: Task) => fourDecimals(sigmoid(logits[column]! / temperature))
  const kindBy = (task: Task): Kind => (probability(task) >= task.threshold ? 'question' : 'comment')
  const flagBy = (task: Task) => {
    const offence = probability(task)
    return { offensive: offence, flagged: offence >= task.threshold }
  }
  return { ...(question && { kind: kindBy(question) }), ...(offensive && flagBy(offensive)) }
}

const sigmoid = (value: number) => 1 / (1 + Math.exp(-value))

/** [0, 0] -> [0.5, 0.5]. The largest is taken off first, so that no exponential overflows. */
const softmax = (values: readonly number[]): number[] => {
  const most = Math.max(...values)
  const powers = values.map(value => Math.exp(value - most))
  const sum = powers.reduce((total, power) => total + power)
  return powers.map(power => power / sum)
}

const fourDecimals = (share: number) => Math.round(share * 10_000) / 10_000

/** 0.8018 -> 802. Adding 0 makes a plain 0 of -0, which a store would not give back as it was. */
const thousandths = (score: number) => Math.round(score * 1000) + 0
