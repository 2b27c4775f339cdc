import { MAX_VALUES, metricLine } from '../events/metric-line.ts'
import type { Measured } from './pipeline/metering.ts'
import { reasonLines } from './rejected-lines.ts'

/**
 * What was measured, as lines of metrics of one function: mostly one, another for each reason of a rejection, and more
 * where a batch brought more numbers than a line holds. What is zero is left out, as a metric is paid by the month:
 *
 *   {"_aws":…,"FunctionName":"roomtone-dev-classify-sqs","counted":2,"neutral":1,"positive":1,"batch":[3],
 *   "age":[812,640],"model":[4.1],"store":[6.3]}
 */
export const measuredLines = (measured: Measured, FunctionName: string): string[] => {
  const of = { dimensions: { FunctionName }, atMs: measured.sinceMs }
  const { batch, age, model, store } = measured
  const [first, ...others] = slicesOf({ batch, age, model, store })
  return [
    metricLine({ ...of, ...withUnits(first ?? {}, countsOf(measured)), beside: besideOf(measured) }),
    ...others.map(values => metricLine({ ...of, ...withUnits(values, {}) })),
    ...reasonLines(measured.rejected, { FunctionName, atMs: measured.sinceMs }),
  ]
}

type Times = Partial<Pick<Measured, 'batch' | 'age' | 'model' | 'store'>>

const countsOf = ({ counted, vectorless, outcomes: { duplicate, rejected, failed } }: Measured) => {
  const { negative, neutral, positive, unsure } = counted
  return some({
    ...{ counted: negative + neutral + positive, negative, neutral, positive, unsure },
    ...{ vectorless, duplicates: duplicate, rejected, failed },
  })
}

/** Told, but no metrics: nobody needs an alarm for them. */
const besideOf = ({ outcomes: { revised, erased } }: Measured) => some({ revised, erased })

const withUnits = ({ batch, ...times }: Times, counts: Record<string, number>) => ({
  counts: { ...counts, ...(batch ? { batch } : {}) },
  milliseconds: times,
})

/** A hundred of each at a time; a list that is at its end is left out. {age: [101 times]} -> {age: [100]}, {age: [1]} */
const slicesOf = (times: Required<Times>): Times[] => {
  const lists = Object.entries(times)
  const slices = Math.ceil(Math.max(...lists.map(([, { length }]) => length)) / MAX_VALUES)
  return Array.from({ length: slices }, (_, at) =>
    Object.fromEntries(
      lists
        .map(([name, list]) => [name, list.slice(at * MAX_VALUES, (at + 1) * MAX_VALUES)] as const)
        .filter(([, list]) => list.length > 0),
    ),
  )
}

const some = (counts: Record<string, number>) =>
  Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0))
