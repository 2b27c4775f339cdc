import type { Label } from '../../schemas/labelled.ts'
import type { ModelCard } from '../../schemas/model.ts'
import type { Classification } from '../pipeline/ports.ts'

/**
 * From one text's logits to its label. Probabilities carry four decimals: what is beyond differs between processors.
 * labels [negative, neutral, positive], temperature 2, threshold 0.66, logits [-2, 0, 4]
 *   -> p 0.042, 0.1142, 0.8438: positive, confidence 0.8438, score +802 thousandths, sure
 */
export const decide = (
  logits: ArrayLike<number>,
  { labels, temperature, sureThreshold }: Pick<ModelCard, 'labels' | 'temperature' | 'sureThreshold'>,
): Classification => {
  const values = Array.from(logits)
  if (!values.every(Number.isFinite))
    return { is: 'unclassifiable', reason: 'bad-logits', detail: `the model answered ${values.join(', ')}` }
  const shares = softmax(values.map(value => value / temperature))
  const share = (label: Label) => shares[labels.indexOf(label)]!
  const label = labels[values.indexOf(Math.max(...values))]!
  const confidence = fourDecimals(share(label))
  return {
    is: 'labelled',
    label,
    confidence,
    score: thousandths(share('positive') - share('negative')),
    sure: confidence >= sureThreshold,
    probabilities: {
      negative: fourDecimals(share('negative')),
      neutral: fourDecimals(share('neutral')),
      positive: fourDecimals(share('positive')),
    },
  }
}

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
