import type { ColdStarts, Result } from '../cold.ts'
import { markdownTable, provenance } from '../document.ts'
import { STEPS, type Start } from './steps.ts'

/** Process start to the first label, as it is promised. */
const PROMISED_WHOLE_MS = 100
const PROMISED_HELD_MS = 400
const PROMISED_AT_MB = 1_024

const ms = (value: number | undefined) => (value === undefined ? '' : value.toFixed(0))
const nameOf = ({ name, model, form }: ColdStarts) => [name, model, form].filter(Boolean).join(', ')
const atMb = ({ bySize }: ColdStarts, size: number): Start | undefined =>
  bySize.find(({ memoryMb }) => memoryMb === size)?.start
/** To the first label, or, without a model, to the first answer. */
const first = (start: Start | undefined) => start?.labelMs ?? start?.answerMs

const stepRows = ({ cases }: Result): string[][] =>
  cases.map(one => [
    nameOf(one),
    ...STEPS.map(({ name }) => ms(one.whole.steps[name])),
    ms(first(one.whole)),
    ms(atMb(one, PROMISED_AT_MB)?.cpuMs),
  ])

const STEP_HEAD = ['', ...STEPS.map(({ name }) => name), 'sum', 'CPU']

const sizeRows = ({ cases }: Result): string[][] =>
  cases.map(one => [
    nameOf(one),
    ...one.bySize.map(({ start }) => `${ms(start.initMs)} / ${ms(first(start))} / ${ms(start.answerMs)}`),
  ])

const sizeHead = ({ cases }: Result) => [
  '',
  ...(cases[0]?.bySize ?? []).map(({ memoryMb }) => `${memoryMb.toLocaleString('en')} MB`),
]

/** 'label, sentiment: process start to first label 93 ms of 100 on a whole core: held; …' */
export const verdicts = ({ cases }: Result): string[] =>
  cases
    .filter(({ name, model, form }) => ['label', 'classify-sqs'].includes(name) && model !== 'nano' && !form)
    .map(one => {
      const said = (tookMs: number | undefined, promisedMs: number, where: string) =>
        `${ms(tookMs)} ms of ${promisedMs} ${where}: ${(tookMs ?? Number.NaN) <= promisedMs ? 'held' : 'missed'}`
      const whole = said(one.whole.labelMs, PROMISED_WHOLE_MS, 'on a whole core')
      const held = said(atMb(one, PROMISED_AT_MB)?.labelMs, PROMISED_HELD_MS, `in ${PROMISED_AT_MB} MB`)
      return `${nameOf(one)}: process start to first label ${whole}; ${held}`
    })

const NOT_HELD = 'The functions were NOT held to a share: these are figures of the whole machine.'

/** What stands in docs/performance.md. */
export const document = (result: Result): string =>
  [
    provenance('cold', result.machine),
    `Medians of ${result.starts} starts.${result.throttled ? '' : ` **${NOT_HELD}**`}`,
    '',
    'On a whole core, ms of each step; the sum is to the first label or answer; CPU is of all threads, to the answer:',
    '',
    markdownTable(STEP_HEAD, stepRows(result)),
    '',
    ...STEPS.map(({ name, what }) => `- *${name}*: ${what}`),
    '',
    'The similarity model is loaded by the first text: *event* is then what comes before, *wiring* has its run.',
    '',
    'By memory: ready for the first event / first label / answered, ms since the process was started:',
    '',
    markdownTable(sizeHead(result), sizeRows(result)),
    '',
    ...verdicts(result).map(line => `- ${line}`),
  ].join('\n')

/** The same for a terminal. */
export const describe = (result: Result): string => {
  const table = (rows: readonly (readonly string[])[], width: number) =>
    rows.map(
      ([name = '', ...cells]) => `  ${name.padEnd(38)}${cells.map(cell => cell.padStart(width)).join('')}`,
    )
  return [
    ...(result.throttled ? [] : [NOT_HELD, '']),
    `medians of ${result.starts} starts; ms of each step on a whole core, to the first label or answer`,
    '',
    ...table([STEP_HEAD, ...stepRows(result)], 11),
    '',
    'by memory: ready / first label / answered, ms',
    '',
    ...table([sizeHead(result), ...sizeRows(result)], 20),
    '',
    ...verdicts(result),
  ].join('\n')
}
