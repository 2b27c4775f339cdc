import fc from 'fast-check'
import type { Plan } from './plan.ts'
import { plans } from './plans.ts'
import { runSchedule } from './schedule.ts'
import { shorten } from './shorten.ts'
import { storyOf } from './story.ts'
import { type WrongWriter, wrongWriters } from './wrong-writers.ts'

export type Exploration = {
  count: number
  seed?: number | undefined
  /** Where in the tree of a seed a failure was found. */
  path?: string | undefined
  /** In place of the store's own; undefined: the right one. */
  writer?: WrongWriter | undefined
  /** Look at the invariants only when all is quiet, as a tester from outside would. */
  atEndOnly?: boolean | undefined
  onSchedule?: (at: number) => void
}

/** `tried`: how many schedules it took; `story`: the shortest schedule that fails, and how to see it again. */
export type Failure = { invariant: string; tried: number; story: string }

/** Run `count` random schedules; the first that violates an invariant is shrunk and told. */
export const exploreSchedules = async (exploration: Exploration): Promise<Failure | undefined> => {
  const { count, seed, path, writer, atEndOnly = false, onSchedule } = exploration
  const run = (plan: Plan) => runSchedule(plan, { atEndOnly, ...(writer && { wrap: wrongWriters[writer] }) })
  const fails = async (plan: Plan) => (await run(plan)).violation !== undefined
  let ran = 0
  const property = fc.asyncProperty(plans, async plan => {
    onSchedule?.(++ran)
    return !(await fails(plan))
  })
  const details = await fc.check(property, {
    numRuns: count,
    ...(seed !== undefined && { seed }),
    ...(path !== undefined && { path }),
  })
  if (!details.failed) return undefined
  const plan = await shorten(details.counterexample![0], fails)
  const { violation, lines } = await run(plan)
  if (!violation) throw new Error(`a schedule fails only sometimes: ${JSON.stringify(plan)}`)
  const again = commandFor(exploration, details)
  const story = `${storyOf(lines, violation)}\n  seed   ${details.seed}\n  again  ${again}\n`
  return { invariant: violation.invariant, tried: details.numRuns, story }
}

const commandFor = (
  { count, writer, atEndOnly }: Exploration,
  { seed, counterexamplePath }: { seed: number; counterexamplePath: string | null },
): string =>
  [
    `npm run explore -- --schedules ${count} --seed ${seed} --path ${counterexamplePath}`,
    ...(writer ? [`--writer ${writer}`] : []),
    ...(atEndOnly ? ['--at-end-only'] : []),
  ].join(' ')
