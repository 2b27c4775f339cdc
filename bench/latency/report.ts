import { markdownTable, provenance } from '../document.ts'
import { MAIN_MB, PUBLISHED } from './contenders.ts'
import type { Cell, Measured, Quantiles, Result } from './measured.ts'

/** What the project promises of one message at a time, with think time, in MAIN_MB. */
const PROMISED = [
  { name: 'sentiment-small', q50: 1.5, q99: 8 },
  { name: 'sentiment', q50: 3, q99: 15 },
] as const

const ms = (value: number) =>
  value < 1 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : value.toFixed(0)
const three = ({ q50, q95, q99 }: Quantiles) => [q50, q95, q99].map(ms).join(' / ')
const percent = (share: number) => `${(100 * share).toFixed(0)}%`
const at = (cells: readonly (Cell | undefined)[], memoryMb: number) =>
  cells.find(cell => cell?.memoryMb === memoryMb)

/** 'sentiment: q50 2.6 ms of 3, q99 4.1 ms of 15: held' */
export const verdicts = ({ measured }: Pick<Result, 'measured'>): string[] =>
  PROMISED.flatMap(({ name, q50, q99 }) => {
    const cell = at(measured.find(one => one.name === name)?.thinking ?? [], MAIN_MB)
    if (!cell) return []
    const isHeld = cell.q50 <= q50 && cell.q99 <= q99
    return `${name}: q50 ${cell.q50.toFixed(2)} ms of ${q50}, q99 ${cell.q99.toFixed(2)} ms of ${q99}: ${isHeld ? 'held' : 'missed'}`
  })

const NOT_HELD = 'The functions were NOT held to a share: these are figures of the whole machine.'

const bySize = ({ sizesMb, measured }: Result, mode: 'thinking' | 'backToBack'): string[][] =>
  measured.map(one => [
    one.name,
    ...sizesMb.map(size => {
      const cell = at(one[mode], size)
      return cell ? `${ms(cell.q50)} / ${ms(cell.q99)} (${percent(cell.throttled)})` : 'does not fit'
    }),
  ])

const mainRow = (one: Measured): string[] => {
  const [thinking, backToBack] = [at(one.thinking, MAIN_MB), at(one.backToBack, MAIN_MB)]
  return [
    `${one.name} (${one.what})`,
    thinking ? String(thinking.calls) : '',
    thinking ? three(thinking) : 'does not fit',
    backToBack ? three(backToBack) : '',
    backToBack ? percent(backToBack.throttled) : '',
    backToBack ? ms(backToBack.cpuMsACall) : '',
  ]
}

const publishedRow = ({ name, ...quantiles }: (typeof PUBLISHED)[number]): string[] => [
  `published: ${name}`,
  '',
  [quantiles.q50, quantiles.q95, quantiles.q99].join(' / '),
  '',
  '',
  '',
]

/** The sizes of calls, then a row a contender. */
const batchTable = ({ measured }: Result): { head: string[]; rows: string[][] } => {
  const sizes = [...new Set(measured.flatMap(({ batches }) => batches.map(({ size }) => size)))]
  const rateAt = ({ batches }: Measured, size: number) =>
    batches.find(one => one.size === size)?.messagesPerSecond.toFixed(0) ?? 'not measured'
  return {
    head: ['messages/s in calls of', ...sizes.map(size => size.toLocaleString('en'))],
    rows: measured
      .filter(({ batches }) => batches.length > 0)
      .map(one => [one.name, ...sizes.map(size => rateAt(one, size))]),
  }
}

/** What stands in docs/performance.md. */
export const document = (result: Result): string => {
  const { machine, sizesMb, texts, thinkMs, throttled } = result
  const sizes = ['', ...sizesMb.map(size => `${size.toLocaleString('en')} MB`)]
  const batches = batchTable(result)
  return [
    provenance('latency', machine),
    `${texts.toLocaleString('en')} different messages, contenders in turns.${throttled ? '' : ` **${NOT_HELD}**`}`,
    '',
    `In ${MAIN_MB.toLocaleString('en')} MB, milliseconds a message, q50 / q95 / q99; the last three columns back to back:`,
    '',
    markdownTable(
      ['', 'messages', `${thinkMs} ms think time`, 'back to back', 'periods throttled', 'CPU ms'],
      [...result.measured.map(mainRow), ...PUBLISHED.map(publishedRow)],
    ),
    '',
    ...verdicts(result).map(line => `- ${line}`),
    '',
    `By memory, with ${thinkMs} ms of think time: q50 / q99 in ms (share of periods throttled):`,
    '',
    markdownTable(sizes, bySize(result, 'thinking')),
    '',
    'Back to back:',
    '',
    markdownTable(sizes, bySize(result, 'backToBack')),
    '',
    `Batches, in ${MAIN_MB.toLocaleString('en')} MB:`,
    '',
    markdownTable(batches.head, batches.rows),
    '',
    '![q50 and q99 by memory](latency.svg)',
  ].join('\n')
}

/** The same for a terminal. */
export const describe = (result: Result): string => {
  const table = (rows: readonly (readonly string[])[]) =>
    rows.map(
      ([name = '', ...cells]) => `  ${name.padEnd(34)}${cells.map(cell => cell.padStart(22)).join('')}`,
    )
  const { sizesMb, texts, thinkMs, throttled } = result
  const sizes = ['', ...sizesMb.map(size => `${size} MB`)]
  const batches = batchTable(result)
  return [
    ...(throttled ? [] : [NOT_HELD, '']),
    `${texts} different messages, one at a time; ms q50 / q99 (share of periods throttled)`,
    '',
    `${thinkMs} ms think time`,
    ...table([sizes, ...bySize(result, 'thinking')]),
    '',
    'back to back',
    ...table([sizes, ...bySize(result, 'backToBack')]),
    '',
    ...table([batches.head, ...batches.rows]),
    '',
    `in ${MAIN_MB} MB with think time, q50 / q95 / q99:`,
    ...table(result.measured.map(one => [one.name, mainRow(one)[2]!])),
    ...PUBLISHED.map(
      ({ name, q50, q95, q99 }) =>
        `  ${`published: ${name}`.padEnd(34)}${`${q50} / ${q95} / ${q99}`.padStart(22)}`,
    ),
    ...verdicts(result),
  ].join('\n')
}
