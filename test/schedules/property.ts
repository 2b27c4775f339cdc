import fc from 'fast-check'
import type { Plan } from './plan.ts'
import { plans } from './plans.ts'
import { runSchedule } from './schedule.ts'
import { shorten } from './shorten.ts'
import type { Wrap } from './stage.ts'
import { storyOf } from './story.ts'

export type Exploration = {
  count: number
  seed?: number
  /** Where in the tree of a seed a failure was found. */
  path?: string
  wrap?: Wrap
  atEndOnly?: boolean
  onSchedule?: (at: number) => void
}

/** `tried`: how many schedules it took; `story`: the shortest schedule that fails, and how to see it again. */
export type Failure = { invariant: string; tried: number; story: string }

/** Run `count` random schedules; the first that violates an invariant is shrunk and told. */
export const exploreSchedules = async ({
  count,
  seed,
  path,
  onSchedule,
  ...options
}: Exploration): Promise<Failure | undefined> => {
  let ran = 0
  const property = fc.asyncProperty(plans, async plan => {
    onSchedule?.(++ran)
    const { violation } = await runSchedule(plan, options)
    return violation === undefined
  })
  const details = await fc.check(property, {
    numRuns: count,
    ...(seed === undefined ? {} : { seed }),
    ...(path === undefined ? {} : { path }),
  })
  if (!details.failed) return undefined
  const again = `node test/schedules/explore.ts --schedules ${count} --seed ${details.seed} --path ${details.counterexamplePath}`
  return { ...(await tell(details.counterexample![0], options, again)), tried: details.numRuns }
}

const tell = async (plan: Plan, options: Pick<Exploration, 'wrap' | 'atEndOnly'>, again: string) => {
  const fails = async (one: Plan) => (await runSchedule(one, options)).violation !== undefined
  const { violation, lines } = await runSchedule(await shorten(plan, fails), options)
  if (!violation) throw new Error(`a schedule fails only sometimes: ${JSON.stringify(plan)}`)
  return { invariant: violation.invariant, story: `${storyOf(lines, violation)}\n  again  ${again}\n` }
}
