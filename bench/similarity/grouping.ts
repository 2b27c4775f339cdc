import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DIMENSIONS } from '../../functions/questions/vector.ts'
import { startMeasured } from '../measured.ts'
import type { Plan } from './planted.ts'
import type { Figures, Spread, Took } from './room.ts'

export type Row = Plan & Figures

const PLANS: readonly Plan[] = [
  { questions: 100, aGroup: 4 },
  { questions: 1_000, aGroup: 4 },
  { questions: 10_000, aGroup: 4 },
  { questions: 50_000, aGroup: 4 },
  { questions: 10_000, aGroup: 1 },
  { questions: 10_000, aGroup: 5_000 },
]

const module = fileURLToPath(new URL('room.ts', import.meta.url))

const QUICK: readonly Plan[] = [{ questions: 1_000, aGroup: 4 }]

const figuresOf = async (args: readonly (string | number)[]): Promise<Figures> => {
  const { stdout } = await startMeasured(module, args.map(String)).ended
  return JSON.parse(stdout)
}

/** One process after the other, so that each is cold and has its memory for itself. */
export const measureGrouping = async (quick: boolean): Promise<Row[]> => {
  const rows: Row[] = []
  for (const plan of quick ? QUICK : PLANS)
    rows.push({ ...plan, ...(await figuresOf([plan.questions, plan.aGroup])) })
  return rows
}

/** At the most: the largest room of which something is promised. */
const PROMISED = 10_000

/** A room of texts that people wrote, by their vectors; undefined where they are too few. */
export const measureRoom = async (
  vectors: readonly Int8Array[],
  cosine: number,
): Promise<Row | undefined> => {
  const questions = Math.min(PROMISED, 100 * Math.floor(vectors.length / 100 - 1))
  if (questions < 100) return undefined
  const folder = mkdtempSync(join(tmpdir(), 'roomtone-similarity-'))
  try {
    writeFileSync(
      join(folder, 'vectors'),
      Buffer.concat(vectors.map(({ buffer, byteOffset }) => new Uint8Array(buffer, byteOffset, DIMENSIONS))),
    )
    const figures = await figuresOf([questions, 0, cosine, join(folder, 'vectors')])
    return { questions, aGroup: questions / figures.groups, ...figures }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Milliseconds that a room of PROMISED questions may take; of what is done a hundred times, 95 may not take longer. */
const promises: readonly [what: string, mostMs: number, of: (row: Row) => Took][] = [
  ['grouped cold', 500, ({ cold }) => cold],
  ['one added', 20, ({ added: { q95, cpu } }) => ({ wall: q95, cpu })],
  ['the nearest of them', 5, ({ nearest: { q95, cpu } }) => ({ wall: q95, cpu })],
]

/** '10,000 questions (2,372 groups), grouped cold: 431 ms (290 of CPU) of 500: held' */
export const verdicts = (rows: readonly Row[]): string[] =>
  rows
    .filter(({ questions }) => questions === PROMISED)
    .flatMap(row =>
      promises.map(([what, mostMs, of]) => {
        const [questions, groups] = [row.questions, row.groups].map(count => count.toLocaleString('en'))
        const { wall, cpu } = of(row)
        return `${questions} questions (${groups} groups), ${what}: ${ms(wall)} ms (${ms(cpu)} of CPU) of ${mostMs}: ${wall <= mostMs ? 'held' : 'missed'}`
      }),
    )

const ms = (value: number) => value.toFixed(value < 10 ? 2 : 0)
const took = ({ wall, cpu }: Took) => `${ms(wall)} (${ms(cpu)})`
const spread = ({ q50, q95, cpu }: Spread) => `${ms(q50)} / ${ms(q95)} (${ms(cpu)})`

const columns: readonly [title: string, width: number, of: (row: Row) => string][] = [
  ['questions', 9, ({ questions }) => String(questions)],
  ['groups', 6, ({ groups }) => String(groups)],
  ['cold', 14, ({ cold }) => took(cold)],
  ['one added', 20, ({ added }) => spread(added)],
  ['groups read', 20, ({ read }) => spread(read)],
  ['largest erased', 14, ({ erased }) => took(erased)],
  ['nearest ten', 20, ({ nearest }) => spread(nearest)],
  ['MB', 6, ({ heldMb }) => heldMb.toFixed(1)],
]

export const describeGrouping = (rows: readonly Row[]): string =>
  [
    'ms, and in brackets ms of CPU; of what is done a hundred times the median / the 95th',
    columns.map(([title, width]) => title.padStart(width)).join('  '),
    ...rows.map(row => columns.map(([, width, of]) => of(row).padStart(width)).join('  ')),
    ...verdicts(rows),
  ].join('\n')
