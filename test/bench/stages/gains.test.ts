import { expect, test } from 'vitest'
import { gainsOf } from '../../../bench/stages/report.ts'
import type { Row } from '../../../bench/stages.ts'

const figures = (times: number) => ({
  diskMb: 18 * times,
  rssMb: 100 * times,
  startMs: 50 * times,
  messageMs: 2 * times,
})
const row = (host: string, stage: string, times: number): Row => ({ host, stage, figures: figures(times) })

test('gains are from the first stage of each host to the last in Node', () => {
  const rows = [
    row('Node', 'three models', 10),
    row('Node', 'int8', 1),
    row('Python', 'three models', 30),
    row('Python', 'int8', 2),
  ]
  expect(gainsOf(rows)).toEqual([
    { from: 'Node', memory: 10, start: 10, inference: 10, disk: 10 },
    { from: 'Python', memory: 30, start: 30, inference: 30, disk: 30 },
  ])
})
