import { expect, test } from 'vitest'
import { jsonLog, type Log, plainLog, textOf } from '../../functions/log.ts'
import type { Outcome } from '../../functions/pipeline/outcome.ts'
import { batchTeller, type TellOptions } from '../../functions/tell-batch.ts'

const outcomes: Outcome[] = [
  { is: 'counted' },
  { is: 'failed', cause: new Error('timeout') },
  { is: 'failed', cause: new Error('another') },
]
const context = { getRemainingTimeInMillis: () => 9_120.4, awsRequestId: 'r-1' }

const NOW = 1_763_800_000_000
const timestamp = '2025-11-22T08:26:40.000Z'

const told = (options: TellOptions, given = outcomes, draw = () => 0.5) => {
  const lines: string[] = []
  const write = (line: string) => void lines.push(line)
  const { functionName } = options
  const log: Log = functionName ? jsonLog(functionName, write, () => NOW) : plainLog(write)
  batchTeller(options, undefined, draw, log)(given, context)
  return lines
}

test('on Lambda a failure is one whole line of JSON, with the function and the request', () => {
  const [line, ...others] = told({ functionName: 'f', logSample: 0 })
  expect(others).toEqual([])
  expect(line).toMatch(/^\{.*\}\n$/)
  expect(JSON.parse(line!)).toEqual({
    timestamp,
    level: 'ERROR',
    message: '2 of 3 messages failed and come back: timeout',
    function: 'f',
    requestId: 'r-1',
  })
})

test('elsewhere it is a sentence', () => {
  const said: string[] = []
  plainLog(line => said.push(line))('ERROR', 'a request failed', { path: '/v1/rooms' })
  expect(said).toEqual(['a request failed {"path":"/v1/rooms"}'])
  expect(told({ logSample: 1 }, [{ is: 'counted' }])).toEqual([])
})

test('the batches that are drawn, and no others, say what a usual one looks like', () => {
  const counted: Outcome[] = [{ is: 'counted' }, { is: 'counted' }, { is: 'duplicate' }]
  const drawn = told({ functionName: 'f', logSample: 0.1 }, counted, () => 0.09)
  expect(drawn.map(line => JSON.parse(line))).toEqual([
    {
      ...{ timestamp, level: 'INFO', message: 'a batch', function: 'f', requestId: 'r-1' },
      ...{ counted: 2, duplicate: 1, leftMs: 9_120 },
    },
  ])
  expect(told({ functionName: 'f', logSample: 0.1 }, counted, () => 0.1)).toEqual([])
  expect(told({ functionName: 'f', logSample: 0 }, counted, () => 0)).toEqual([])
})

test('a cause, however long, takes a line of bounded length', () => {
  const long: Outcome[] = [{ is: 'failed', cause: new Error('x'.repeat(100_000)) }]
  expect(told({ functionName: 'f', logSample: 0 }, long)[0]!.length).toBeLessThan(600)
  expect(textOf(new Error('y'.repeat(100_000))).length).toBeLessThanOrEqual(4_000)
})

test('the host that asks is told, and the meter at the end of each batch', () => {
  const seen: unknown[] = []
  const meter = { settled: (given: readonly Outcome[]) => void seen.push(given.length) }
  const observe = (counts: object) => void seen.push(counts)
  batchTeller({ logSample: 0 }, meter, Math.random, () => {})(outcomes, { ...context, observe })
  expect(seen).toEqual([{ counted: 1, duplicate: 0, revised: 0, erased: 0, rejected: 0, failed: 2 }, 3])
})
