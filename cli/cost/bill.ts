import { containersBeside, inferenceBeside, managedBeside } from './beside.ts'
import { readyFor, writesPerSecond } from './capacity.ts'
import { BUSY_MINUTES, panelLines } from './panel.ts'
import { type Plan, SECONDS_PER_MONTH } from './plan.ts'
import { type Line, PRICED_IN, sumUsd, usdOf } from './price.ts'
import { messageLines, monthLines, travelOf } from './use.ts'
import { moodBytes, viewerLines } from './viewers.ts'

/** One part of a bill, in USD: for a million messages, and for a month of them. */
export type Part = { service: string; what: string; perMillion: number; perMonth: number }
/** A part that hangs on time: for a month, or for an hour of a page. */
export type TimedPart = { service: string; what: string; usd: number }

export type Bill = Awaited<ReturnType<typeof billOf>>

/** What a plan costs, by the table of prices. { ratePerSecond: 10, … } -> { perMillion: …, perMonth: …, messages: [ … ], … } */
export const billOf = async (plan: Plan) => {
  const travel = travelOf(plan)
  const millions = (plan.ratePerSecond * SECONDS_PER_MONTH) / 1e6
  const messages = messageLines(plan, travel).map(line => partOf(line, plan, millions))
  const fixed = timedParts(monthLines(plan, travel), plan)
  const viewers = timedParts(viewerLines(plan, await moodBytes()), plan)
  const perMillion = sum(messages.map(part => part.perMillion))
  const fixedPerMonth = sum(fixed.map(({ usd }) => usd))
  const writes = writesPerSecond(plan, travel)
  const replaced = messages.filter(({ service }) => service === 'Lambda' || service === 'CloudWatch')
  return {
    plan,
    pricedIn: PRICED_IN,
    travel,
    /** Write units a second, and what to keep ready for them. */
    writesPerSecond: writes,
    keepReady: { table: readyFor(writes.table), index: readyFor(writes.index) },
    millionsPerMonth: millions,
    messages,
    fixed,
    viewers,
    perMillion,
    fixedPerMonth,
    perMonth: perMillion * millions + fixedPerMonth,
    /** What stands whatever comes is shared by the messages of a month. */
    allInPerMillion: perMillion + fixedPerMonth / millions,
    perViewerHour: sum(viewers.map(({ usd }) => usd)),
    /** Of a panel of questions: in a room that opened an hour ago, and in one that is busy around the clock. */
    perPanelHour: {
      young: sumUsd(panelLines(plan, BUSY_MINUTES.hour), plan.region),
      busy: sumUsd(panelLines(plan, BUSY_MINUTES.day), plan.region),
    },
    beside: {
      inference: inferenceBeside(plan),
      containers: containersBeside(plan, sum(replaced.map(({ perMonth }) => perMonth))),
      managed: managedBeside(plan.length),
    },
  }
}

const partOf = (line: Line, { region }: Plan, millions: number): Part => {
  const perMillion = usdOf(line, region)
  return { service: line.service, what: line.what, perMillion, perMonth: perMillion * millions }
}

const timedParts = (lines: readonly Line[], { region }: Plan): TimedPart[] =>
  lines
    .filter(({ quantity }) => quantity > 0)
    .map(line => ({ service: line.service, what: line.what, usd: usdOf(line, region) }))

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0)

/** The parts by their service, in the order in which they come. */
export const byService = <P extends { service: string }>(
  parts: readonly P[],
): [service: string, parts: P[]][] => [...Map.groupBy(parts, ({ service }) => service)]
