/*
 * node test/schedules/explore.ts [--schedules 100000] [--seed N] [--path P]
 * Runs random schedules until one violates an invariant (exit 1, with the shortest such schedule) or all have passed.
 */
import { parseArgs } from 'node:util'
import { exploreSchedules } from './property.ts'

const { values } = parseArgs({
  options: {
    schedules: { type: 'string', default: '100000' },
    seed: { type: 'string' },
    path: { type: 'string' },
  },
})
const count = Number(values.schedules)
const startedAt = performance.now()
const seconds = () => ((performance.now() - startedAt) / 1000).toFixed(1)
const REPORT_EVERY = 1_000

const failure = await exploreSchedules({
  count,
  ...(values.seed === undefined ? {} : { seed: Number(values.seed) }),
  ...(values.path === undefined ? {} : { path: values.path }),
  onSchedule: at => {
    if (at % REPORT_EVERY === 0) process.stderr.write(`${at} schedules, ${seconds()} s\n`)
  },
})

if (failure) {
  console.log(failure.story)
  process.exitCode = 1
} else console.log(`${count} schedules, no violation, ${seconds()} s`)
