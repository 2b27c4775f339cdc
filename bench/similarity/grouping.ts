import { fileURLToPath } from 'node:url'
import { startMeasured } from '../measured.ts'
import type { Plan } from './planted.ts'
import type { Figures } from './room.ts'

/** `rssMb`: the largest resident memory of the process, the planted questions among it (10^6 bytes). */
export type Row = Plan & Figures & { rssMb: number }

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
    const { stdout, rssMb } = await startMeasured(module, [String(plan.questions), String(plan.aGroup)]).ended
    rows.push({ ...plan, ...(JSON.parse(stdout) as Figures), rssMb })
  }
  return rows
}

const ms = (value: number) => value.toFixed(value < 10 ? 2 : 0)

export const describeGrouping = (rows: readonly Row[]): string =>
  [
    'questions  groups   cold ms (CPU)    one added q50/q95 ms  largest erased ms (CPU)  nearest 10 q50/q95 ms  RSS MB',
    ...rows.map(({ questions, groups, cold, added, erased, nearest, rssMb }) =>
      [
        String(questions).padStart(9),
        String(groups).padStart(6),
        `${ms(cold.wall)} (${ms(cold.cpu)})`.padStart(15),
        `${ms(added.q50)} / ${ms(added.q95)}`.padStart(20),
        `${ms(erased.wall)} (${ms(erased.cpu)})`.padStart(23),
        `${ms(nearest.q50)} / ${ms(nearest.q95)}`.padStart(21),
        rssMb.toFixed(0).padStart(6),
      ].join('  '),
    ),
  ].join('\n')
