import { metricLine } from '../events/metric-line.ts'
import type { Rejection } from '../schemas/dead-letter.ts'
import type { Outcome } from './pipeline/outcome.ts'

export type Reasons = Partial<Record<Rejection, number>>
/** `FunctionName`: the dimension; `atMs`: epoch milliseconds. */
type Of = { FunctionName: string; atMs: number }

/** A line for each reason: {"_aws":…,"FunctionName":"roomtone-dev-classify-sqs","reason":"not-json","rejected":2} */
export const reasonLines = (reasons: Reasons, { FunctionName, atMs }: Of): string[] =>
  Object.entries(reasons).map(([reason, rejected]) =>
    metricLine({ dimensions: { FunctionName, reason }, counts: { rejected }, atMs }),
  )

/** Of a batch, what became dead letters: all together, and by reason. [] where nothing did. */
export const rejectedLines = (outcomes: readonly Outcome[], of: Of): string[] => {
  const reasons: Reasons = {}
  for (const outcome of outcomes)
    if (outcome.is === 'rejected') reasons[outcome.reason] = (reasons[outcome.reason] ?? 0) + 1
  const rejected = Object.values(reasons).reduce((sum, count) => sum + count, 0)
  if (rejected === 0) return []
  const { FunctionName, atMs } = of
  return [
    metricLine({ dimensions: { FunctionName }, counts: { rejected }, atMs }),
    ...reasonLines(reasons, of),
  ]
}
