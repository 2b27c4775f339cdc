import { fileURLToPath } from 'node:url'
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

/** One process after the other, so that each is cold and has its memory for itself. */
export const measureGrouping = async (): Promise<Row[]> => {
  const rows: Row[] = []
  for (const plan of PLANS) {
    const { stdout } = await startMeasured(module, [String(plan.questions), String(plan.aGroup)]).ended
    rows.push({ ...plan, ...(JSON.parse(stdout) as Figures) })
  }
  return rows
}

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
  ].join('\n')
