import { encoderMs, invocationMs, modelMs } from './duration.ts'
import { HOURS_PER_MONTH, type Plan, SECONDS_PER_MONTH } from './plan.ts'
import { type Line, sumUsd, usdOf } from './price.ts'

const MILLION = 1e6

/** What else there is, for a million messages; null where the price hangs on more than that. */
export type Beside = { name: string; usdPerMillion: number; note: string; source: string }

/**
 * Managed services that only label, as their lists had it in November 2026. Both bill short texts as longer ones:
 * Comprehend at least 3 units of 100 characters, Natural Language at least one of 1,000.
 */
const managed = [
  {
    name: 'Amazon Comprehend',
    usdPerUnit: 0.0001,
    unitCharacters: 100,
    leastUnits: 3,
    note: 'sentiment alone, up to 10 million units a month',
    source: 'https://aws.amazon.com/comprehend/pricing/',
  },
  {
    name: 'Google Natural Language',
    usdPerUnit: 0.001,
    unitCharacters: 1000,
    leastUnits: 1,
    note: 'sentiment alone, up to a million units a month',
    source: 'https://cloud.google.com/natural-language/pricing',
  },
]

/** A text of 80 characters: Comprehend 300 USD a million, Natural Language 1,000 USD. */
export const managedBeside = (length: number): Beside[] =>
  managed.map(({ name, usdPerUnit, unitCharacters, leastUnits, note, source }) => ({
    name,
    usdPerMillion: MILLION * usdPerUnit * Math.max(leastUnits, Math.ceil(length / unitCharacters)),
    note,
    source,
  }))

/** Of the published system that is measured against: labelling on Lambda, a message an invocation, and a machine that does the same. */
const PAPER = { usdPerMillion: 2, machineUsdPerMonth: 8 }

/** What labelling alone costs here, a message an invocation, without vectors. live, sentiment, 1,024 MB -> 0.3 USD */
const inferenceUsdPerMillion = (plan: Plan): number => {
  const ms = invocationMs({ ...plan, questions: 0 }, 1)
  const lines: Line[] = [
    {
      service: 'Lambda',
      what: 'label',
      quantity: (MILLION * ms * plan.memoryMb) / 1024 / 1000,
      price: 'lambdaGbSecond',
    },
    { service: 'Lambda', what: 'invocations', quantity: MILLION, price: 'lambdaRequest' },
  ]
  return sumUsd(lines, plan.region)
}

export const inferenceBeside = (plan: Plan) => {
  const usdPerMillion = inferenceUsdPerMillion(plan)
  return {
    usdPerMillion,
    paperUsdPerMillion: PAPER.usdPerMillion,
    /** From so many messages a second on, the paper's machine costs less than labelling on Lambda does here. */
    breakEvenPerSecond: breakEven(PAPER.machineUsdPerMonth, usdPerMillion),
    paperBreakEvenPerSecond: breakEven(PAPER.machineUsdPerMonth, PAPER.usdPerMillion),
  }
}

/** 8 USD a month, 2 USD a million -> 4 million a month, 1.5 a second */
const breakEven = (usdPerMonth: number, usdPerMillion: number): number =>
  ((usdPerMonth / usdPerMillion) * MILLION) / SECONDS_PER_MONTH

/** A task of `roomtone consume sqs`, and the part of it that may be busy. */
const TASK = { vcpus: 1, gb: 2, busy: 0.7 }
/** A call of the classifier there holds so many. */
const CALL = 100

/**
 * The same work in containers that run `roomtone consume sqs`: they take the place of Lambda and of its logs; queue and
 * table cost what they cost.
 */
export const containersBeside = (plan: Plan, lambdaUsdPerMonth: number) => {
  const perSecond = 1000 / (modelMs(plan, CALL) + encoderMs(plan, CALL))
  const tasks = Math.max(1, Math.ceil(plan.ratePerSecond / (perSecond * TASK.vcpus * TASK.busy)))
  const taskUsd =
    usdOf({ quantity: HOURS_PER_MONTH * TASK.vcpus, price: 'fargateVcpuHour' }, plan.region) +
    usdOf({ quantity: HOURS_PER_MONTH * TASK.gb, price: 'fargateGbHour' }, plan.region)
  return { tasks, ...TASK, usdPerMonth: tasks * taskUsd, insteadOfUsdPerMonth: lambdaUsdPerMonth }
}
