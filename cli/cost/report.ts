import { grouped } from '../terminal.ts'
import { type Bill, byService } from './bill.ts'
import { HOURS_PER_MONTH } from './plan.ts'

const WIDTH = 46
const right = (text: string, width = 12) => text.padStart(width)
/** For a million messages, where tenths of a cent count: 1.2345 -> '1.234' */
const usd = (amount: number) => amount.toFixed(3)
/** For a month: 160.4921 -> '160.49' */
const monthly = (amount: number) => amount.toFixed(2)
const row = (name: string, ...amounts: string[]) =>
  `${name.padEnd(WIDTH)}${amounts.map(one => right(one)).join('')}`
const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0)

/** A bill for a person. */
export const reportOf = (bill: Bill): string[] => [
  ...headOf(bill),
  '',
  row('messages', 'USD/million', 'USD/month'),
  ...messagesOf(bill),
  '',
  row('whatever comes', '', 'USD/month'),
  ...fixedOf(bill),
  '',
  row('all in, without viewers', usd(bill.allInPerMillion), monthly(bill.perMonth)),
  '',
  ...viewersOf(bill),
  ...hostsOf(bill),
  '',
  ...besideOf(bill),
]

const headOf = ({ plan, pricedIn, travel, millionsPerMonth, writesPerSecond, keepReady }: Bill): string[] => {
  const { ratePerSecond, length, rooms, questions, source, profile, model, memoryMb, region, capacity } = plan
  return [
    `${grouped(ratePerSecond)} messages/s of ${length} characters in ${rooms} rooms, ${Math.round(100 * questions)}% of them questions with a vector, from ${source}, ${source === 'kafka' ? '' : `profile ${profile}, `}${model} at ${grouped(memoryMb)} MB`,
    `${region}, list prices of ${pricedIn}, writes ${capacity}; no free tier; ${grouped(Math.round(millionsPerMonth * 10) / 10)} million messages a month`,
    `a batch holds ${travel.fill.toFixed(1)} messages${plan.fill === undefined ? '' : ' (as told)'} in ${travel.chunks.toFixed(1)} rooms and takes ${grouped(travel.invocationMs)} ms`,
    `write units a second: ${writesPerSecond.table.toFixed(1)} in the table, ${writesPerSecond.index.toFixed(1)} in its index; provisioned, keep ${grouped(keepReady.table)} and ${grouped(keepReady.index)} ready (table-write-floor, index-write-floor)`,
  ]
}

const messagesOf = ({ messages, perMillion, millionsPerMonth }: Bill): string[] => [
  ...byService(messages).flatMap(([service, parts]) => [
    row(
      service,
      usd(sum(parts.map(part => part.perMillion))),
      monthly(sum(parts.map(part => part.perMonth))),
    ),
    ...parts.map(part => row(`  ${part.what}`, usd(part.perMillion))),
  ]),
  row('together', usd(perMillion), monthly(perMillion * millionsPerMonth)),
]

const fixedOf = ({ fixed, fixedPerMonth }: Bill): string[] => [
  ...fixed.map(part => row(`${part.service}: ${part.what}`, '', monthly(part.usd))),
  row('together', '', monthly(fixedPerMonth)),
]

const viewersOf = ({ plan, viewers, perViewerHour }: Bill): string[] => [
  `viewers: ${perViewerHour.toFixed(4)} USD for a page that is open for an hour (${viewers.map(part => `${part.service} ${part.usd.toFixed(4)}`).join(', ')})`,
  ...(plan.viewers > 0
    ? [
        `${grouped(plan.viewers)} pages around the clock: ${monthly(plan.viewers * perViewerHour * HOURS_PER_MONTH)} USD a month`,
      ]
    : []),
]

const hostsOf = ({ plan: { hosts }, perPanelHour: { young, busy } }: Bill): string[] => [
  `a panel of questions, open for an hour: ${young.toFixed(4)} USD in a room that opened an hour ago, ${busy.toFixed(4)} in one that is busy around the clock`,
  ...(hosts > 0
    ? [`${grouped(hosts)} panels around the clock: ${monthly(hosts * busy * HOURS_PER_MONTH)} USD a month`]
    : []),
]

const besideOf = ({ beside: { inference, containers, managed } }: Bill): string[] => [
  `labelling alone, a message an invocation: ${usd(inference.usdPerMillion)} USD/million here, ${usd(inference.paperUsdPerMillion)} in the paper; its machine for 8 USD a month costs less from ${inference.breakEvenPerSecond.toFixed(1)} messages/s on (there: ${inference.paperBreakEvenPerSecond.toFixed(1)})`,
  `in containers: ${containers.tasks} x Fargate with ${containers.vcpus} vCPU and ${containers.gb} GB is ${monthly(containers.usdPerMonth)} USD a month, in place of ${monthly(containers.insteadOfUsdPerMonth)} for Lambda and logs`,
  ...managed.map(
    ({ name, usdPerMillion, note }) => `${name}: ${monthly(usdPerMillion)} USD/million (${note})`,
  ),
]
