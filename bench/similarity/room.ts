/*
 * `node bench/similarity/room.ts QUESTIONS A_GROUP`: groups the questions of a room that is planted, or, with A_GROUP
 * COSINE VECTORS, of one whose vectors are in a file (384 int8 each), in a process that has done nothing else, and
 * prints a line of JSON.
 */
import { readFileSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { groupQuestions, questionGroups } from '../../functions/questions/groups.ts'
import type { Question } from '../../functions/questions/question.ts'
import {
  DIMENSIONS,
  packVector,
  type QuestionVector,
  vectorReader,
} from '../../functions/questions/vector.ts'
import { quantile } from '../quantile.ts'
import { asked, COSINE, MODEL, plantedQuestions } from './planted.ts'

/** Milliseconds; `cpu` is of the whole process, whatever compiles for it among it. */
export type Took = { wall: number; cpu: number }
/** Of a hundred: the median and the 95th by the clock, and the mean of the CPU time. */
export type Spread = { q50: number; q95: number; cpu: number }
export type Figures = {
  groups: number
  /** From questions to groups, for the first time in the process. */
  cold: Took
  /** One that is the latest is added. */
  added: Spread
  /** All groups are read, after one was added. */
  read: Spread
  /** The representative of the largest group is erased, and the groups are read. */
  erased: Took
  /** The ten nearest of a text. */
  nearest: Spread
  /** What the room holds beside its questions (10^6 bytes). */
  heldMb: number
}

const TIMES = 100

const timed = <T>(what: () => T): [T, Took] => {
  const [startedAt, cpu] = [performance.now(), process.cpuUsage()]
  const result = what()
  const { user, system } = process.cpuUsage(cpu)
  return [result, { wall: performance.now() - startedAt, cpu: (user + system) / 1000 }]
}

const spread = (took: readonly Took[]): Spread => {
  const walls = took.map(({ wall }) => wall)
  const cpu = took.reduce((sum, { cpu }) => sum + cpu, 0) / took.length
  return { q50: quantile(walls, 0.5), q95: quantile(walls, 0.95), cpu }
}
const each = <T>(of: readonly T[], what: (one: T) => unknown) =>
  spread(of.map(one => timed(() => what(one))[1]))

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')
const heldBytes = () => {
  collectGarbage()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

/** The last TIMES of `all` are added to the others. */
const figuresOf = (all: readonly Question[], cosine: number): Figures => {
  const grouping = { model: MODEL, cosine }
  const [first, later] = [all.slice(0, -TIMES), all.slice(-TIMES)]
  const [groups, cold] = timed(() => groupQuestions(first, grouping))
  const without = heldBytes()
  const room = questionGroups(grouping)
  for (const question of first) room.put(question)
  const heldMb = (heldBytes() - without) / 1e6
  const changes = later.map(question => [timed(() => room.put(question))[1], timed(room.groups)[1]] as const)
  const added = spread(changes.map(([put]) => put))
  const read = spread(changes.map(([, groups]) => groups))
  const [, erased] = timed(() => [room.remove(groups[0]!.representative.key), room.groups()])
  const nearest = each(later.map(vectorOf), vector => room.nearest(vector, 10))
  return { groups: groups.length, cold, added, read, erased, nearest, heldMb }
}

const readVector = vectorReader(MODEL)
const vectorOf = ({ vector }: Question): QuestionVector => {
  const read = readVector(vector)
  if (read.is === 'unusable') throw new Error(`a planted vector is ${read.why}`)
  return read.vector
}

const storedQuestions = (file: string, count: number): Question[] => {
  const bytes = readFileSync(file)
  return Array.from({ length: count }, (_, at) => ({
    ...asked(at, at),
    vector: packVector(new Int8Array(bytes.buffer, bytes.byteOffset + at * DIMENSIONS, DIMENSIONS), MODEL),
  }))
}

const [questions, aGroup, cosine, file] = process.argv.slice(2) as [string, string, string?, string?]
const count = Number(questions) + TIMES
const all =
  file === undefined
    ? plantedQuestions({ questions: count, aGroup: Number(aGroup) })
    : storedQuestions(file, count)
console.log(JSON.stringify(figuresOf(all, cosine === undefined ? COSINE : Number(cosine))))
