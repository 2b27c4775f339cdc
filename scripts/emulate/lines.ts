import type { Consumed, Use } from '../../infra/emulate/consumed.ts'
import type { CpuUse } from '../../infra/emulate/share.ts'
import type { Result } from './run.ts'
import { type Emulated, emulated } from './stack.ts'

/** What a run came to, for people. */
export const linesOf = (result: Result): string[] => {
  const { messages, repeated, questions, faults, seconds, consumed } = result
  return [
    `messages              ${messages}; ${repeated} of them posted twice, and two more that cannot be counted`,
    `questions             ${questions}`,
    `counted exactly once  ${faults.length === 0 ? 'yes' : 'NO'}`,
    ...faults.map(fault => `                      ${fault}`),
    `seconds               ${seconds.toFixed(1)}, ${Math.round(messages / seconds)} messages/s, at most ${result.environments} at a time of each function`,
    '',
    ...tableOf([head, ...emulated.map(name => rowOf(name, result))]),
    '',
    ...unthrottled(result),
    `SQS                   ${billedRequests(consumed)} requests billed: ${requestsOf(consumed, 'sqs')}`,
    `DynamoDB              ${requestsOf(consumed, 'dynamoDb')}`,
    `of classify-sqs       ${unitsOf(consumed['classify-sqs'], messages)}`,
  ]
}

const head = ['function', 'MB', 'calls', 'a call', 'failed', 'cold', 'billed s', 'GB-s', 'MB used', 'stopped']

const rowOf = (name: Emulated, { consumed, memoryMb, cpu }: Result): string[] => {
  const use = consumed[name]?.lambda
  if (!use || use.invocations === 0) return [name, String(memoryMb[name]), '0', '', '', '', '', '', '', '']
  return [
    name,
    String(memoryMb[name]),
    String(use.invocations),
    use.messages > 0 ? (use.messages / use.invocations).toFixed(1) : '',
    String(use.failed),
    String(use.coldStarts),
    (use.billedMs / 1000).toFixed(1),
    use.gbSeconds.toFixed(2),
    String(Math.round(use.maxMemoryMb)),
    stoppedShare(cpu[name]),
  ]
}

/** Of the periods in which they ran, those in which they were stopped for having used up their share. */
const stoppedShare = (all: readonly CpuUse[]): string => {
  if (!all.every(({ throttled }) => throttled)) return '-'
  const sum = (of: (one: CpuUse) => number) => all.reduce((total, one) => total + of(one), 0)
  const periods = sum(one => one.periods)
  return periods === 0 ? '0%' : `${Math.round((100 * sum(one => one.throttledPeriods)) / periods)}%`
}

const unthrottled = ({ cpu }: Result): string[] => {
  const free = Object.values(cpu)
    .flat()
    .find(({ throttled }) => !throttled)
  return free
    ? [
        `NOT THROTTLED: each function had the whole machine (${free.why}); times and GB-s say nothing of Lambda`,
        '',
      ]
    : []
}

/** First column to the left, the others to the right. */
const tableOf = (rows: string[][]): string[] => {
  const widths = rows[0]!.map((_, at) => Math.max(...rows.map(row => row[at]!.length)))
  return rows.map(row =>
    row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]! + 2))).join(''),
  )
}

const billedRequests = (consumed: Consumed): number =>
  Object.values(consumed).reduce((sum, { sqs }) => sum + sqs.billed, 0)

/** 'ReceiveMessage 512, DeleteMessageBatch 511' */
const requestsOf = (consumed: Consumed, service: 'sqs' | 'dynamoDb'): string => {
  const all: Record<string, number> = {}
  for (const use of Object.values(consumed))
    for (const [operation, count] of Object.entries(use[service].requests))
      all[operation] = (all[operation] ?? 0) + count
  return Object.entries(all)
    .toSorted(([, a], [, b]) => b - a)
    .map(([operation, count]) => `${operation} ${count}`)
    .join(', ')
}

const unitsOf = (use: Use | undefined, messages: number): string => {
  if (!use) return 'nothing'
  const { tableWriteUnits, indexWriteUnits, readUnits } = use.dynamoDb
  const each = ((tableWriteUnits + indexWriteUnits) / messages).toFixed(2)
  return `${tableWriteUnits} write units of the table, ${indexWriteUnits} of its index, ${readUnits} read units: ${each} write units a message`
}
