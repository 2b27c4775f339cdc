/*
 * npm run explore -- [--schedules 100000] [--seed N] [--path P] [--writer NAME] [--at-end-only]
 * Runs random schedules until one violates an invariant (exit 1, with the shortest such schedule) or all have passed.
 * --path shows one failure of a seed again; --writer puts a wrong writer in the store's place, to see it caught.
 */
import { parseArgs } from 'node:util'
import { exploreSchedules } from './property.ts'
import { type WrongWriter, wrongWriters } from './wrong-writers.ts'

const REPORT_EVERY = 1_000
const { values } = parseArgs({
  options: {
    schedules: { type: 'string', default: '100000' },
    seed: { type: 'string' },
    path: { type: 'string' },
    writer: { type: 'string' },
    'at-end-only': { type: 'boolean' },
  },
})
const isWriter = (name: string): name is WrongWriter => Object.hasOwn(wrongWriters, name)
const { path, writer } = values
const count = Number(values.schedules)
const startedAt = performance.now()
const seconds = () => ((performance.now() - startedAt) / 1000).toFixed(1)

if (!Number.isInteger(count) || count < 1 || (writer !== undefined && !isWriter(writer))) {
  console.error(
    `give a whole number of --schedules, and a --writer of: ${Object.keys(wrongWriters).join(', ')}`,
  )
  process.exit(2)
}
const failure = await exploreSchedules({
  count,
  path,
  writer,
  seed: values.seed === undefined ? undefined : Number(values.seed),
  atEndOnly: values['at-end-only'],
  onSchedule: at => {
    if (at % REPORT_EVERY === 0) process.stderr.write(`${at} schedules, ${seconds()} s\n`)
  },
})
console.log(failure ? failure.story : `${count} schedules, no violation, ${seconds()} s`)
process.exitCode = failure ? 1 : 0
