import { expect, test } from 'vitest'
import { metricLine } from '../../events/metric-line.ts'

test('a metric line is one line of JSON in which every count and dimension is declared', () => {
  const line = metricLine({
    counts: { drift: 2 },
    milliseconds: { age: [812, 640] },
    percents: { looked: 50 },
    dimensions: { FunctionName: 'audit\n"1"' },
    beside: { rooms: [7] },
    atMs: 1_763_800_000_000,
  })
  expect(line).not.toContain('\n')
  const { _aws, ...values } = JSON.parse(line)
  expect(values).toEqual({ drift: 2, looked: 50, age: [812, 640], rooms: [7], FunctionName: 'audit\n"1"' })
  expect(_aws).toEqual({
    Timestamp: 1_763_800_000_000,
    CloudWatchMetrics: [
      {
        Namespace: 'roomtone',
        Dimensions: [['FunctionName']],
        Metrics: [
          { Name: 'drift', Unit: 'Count' },
          { Name: 'looked', Unit: 'Percent' },
          { Name: 'age', Unit: 'Milliseconds' },
        ],
      },
    ],
  })
})
