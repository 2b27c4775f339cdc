import { expect, test } from 'vitest'
import { type Row, verdicts } from '../../../bench/similarity/grouping.ts'

const took = (wall: number) => ({ wall, cpu: wall })
const spread = (q95: number) => ({ q50: q95 / 2, q95, cpu: q95 })
const row: Row = {
  ...{ questions: 10_000, aGroup: 4, groups: 2_372, heldMb: 12, read: spread(1), erased: took(1) },
  ...{ cold: took(431), added: spread(21), nearest: spread(4.9) },
}

test('each promise of a room of 10,000 is told beside its figure, of no other room', () => {
  expect(verdicts([{ ...row, questions: 1_000 }, row])).toEqual([
    '10,000 questions (2,372 groups), grouped cold: 431 ms (431 of CPU) of 500: held',
    '10,000 questions (2,372 groups), one added: 21 ms (21 of CPU) of 20: missed',
    '10,000 questions (2,372 groups), the nearest of them: 4.90 ms (4.90 of CPU) of 5: held',
  ])
})
