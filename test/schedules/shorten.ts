import type { Decision, Plan } from './plan.ts'

const calmly: Decision = { pick: 0, fate: 'ok' }

/**
 * The shortest plan that this way of cutting finds and that still fails. fast-check has shrunk it before; but a plan
 * without one of its steps is another interleaving, and its steps are worth trying one by one.
 */
export const shorten = async (plan: Plan, fails: (plan: Plan) => Promise<boolean>): Promise<Plan> => {
  for (let shortest = plan; ; ) {
    const shorter = await cutOnce(shortest, fails)
    if (shorter === shortest) return shortest
    shortest = shorter
  }
}

/** Every cut tried once, those kept that still fail. */
const cutOnce = async (plan: Plan, fails: (plan: Plan) => Promise<boolean>): Promise<Plan> => {
  let shortest = plan
  for (const cut of cutsOf(plan)) {
    const shorter = cut(shortest)
    if (shorter && (await fails(shorter))) shortest = shorter
  }
  return shortest
}

type Cut = (plan: Plan) => Plan | undefined

const cutsOf = ({ operations, decisions, workers }: Plan): Cut[] => [
  ...backwards(operations).map(at => (plan: Plan) => ({
    ...plan,
    operations: plan.operations.toSpliced(at, 1),
  })),
  ...backwards(decisions).map(at => (plan: Plan) => ({
    ...plan,
    decisions: plan.decisions.toSpliced(at, 1),
  })),
  ...backwards(decisions).map(at => (plan: Plan) => calmedAt(plan, at, calmly)),
  ...backwards(decisions).map(at => (plan: Plan) => calmedAt(plan, at, { pick: 0 })),
  ...backwards(decisions).map(at => (plan: Plan) => calmedAt(plan, at, { fate: 'ok' })),
  ...backwards(workers).map(at => (plan: Plan) => ifAny({ ...plan, workers: plan.workers.toSpliced(at, 1) })),
]

const backwards = (list: readonly unknown[]): number[] => [...list.keys()].reverse()

const ifAny = (plan: Plan): Plan | undefined => (plan.workers.length > 0 ? plan : undefined)

/** The plan with that part of a decision in place; undefined where it has it already, or no such decision. */
const calmedAt = (plan: Plan, at: number, part: Partial<Decision>): Plan | undefined => {
  const decision = plan.decisions[at]
  const calmed = decision && { ...decision, ...part }
  const isSame = !calmed || (calmed.pick === decision.pick && calmed.fate === decision.fate)
  return isSame ? undefined : { ...plan, decisions: plan.decisions.with(at, calmed) }
}
