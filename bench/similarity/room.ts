/*
 * `node bench/similarity/room.ts QUESTIONS A_GROUP`: groups the questions of a room that is planted, in a process that has
 * done nothing else, and prints a line of JSON.
 */
import { groupQuestions, questionGroups } from '../../functions/questions/groups.ts'
import { vectorReader } from '../../functions/questions/vector.ts'
import { quantile } from '../quantile.ts'
import { COSINE, MODEL, type Plan, plantedQuestions } from './planted.ts'

/** Milliseconds; `cpu` is of this thread and whatever compiles for it. */
export type Took = { wall: number; cpu: number }
export type Figures = {
  groups: number
  cold: Took
  /** One that is the latest is added, and the groups are read; the median and the 95th of a hundred. */
  added: { q50: number; q95: number }
  /** The representative of the largest group is erased, and the groups are read. */
  erased: Took
  /** The ten nearest of a text. */
  nearest: { q50: number; q95: number }
}

const ADDED = 100
const grouping = { model: MODEL, cosine: COSINE }

const timed = <T>(what: () => T): [T, Took] => {
  const [startedAt, cpu] = [performance.now(), process.cpuUsage()]
  const result = what()
  const { user, system } = process.cpuUsage(cpu)
  return [result, { wall: performance.now() - startedAt, cpu: (user + system) / 1000 }]
}

const spread = (took: readonly Took[]) => {
  const walls = took.map(({ wall }) => wall)
  return { q50: quantile(walls, 0.5), q95: quantile(walls, 0.95) }
}

const figuresOf = (plan: Plan): Figures => {
  const all = plantedQuestions({ ...plan, questions: plan.questions + ADDED })
  const [asked, later] = [all.slice(0, plan.questions), all.slice(plan.questions)]
  const [groups, cold] = timed(() => groupQuestions(asked, grouping))
  const room = questionGroups(grouping)
  for (const question of asked) room.put(question)
  const added = later.map(question => timed(() => [room.put(question), room.groups()])[1])
  const [, erased] = timed(() => [room.remove(groups[0]!.representative.key), room.groups()])
  const read = vectorReader(MODEL)
  const nearest = later.flatMap(({ vector }) => {
    const query = read(vector)
    return query.is === 'vector' ? [timed(() => room.nearest(query.vector, 10))[1]] : []
  })
  return { groups: groups.length, cold, added: spread(added), erased, nearest: spread(nearest) }
}

const [questions, aGroup] = process.argv.slice(2).map(Number) as [number, number]
console.log(JSON.stringify(figuresOf({ questions, aGroup })))
