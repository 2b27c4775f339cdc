import process from 'node:process'
import type { Outcome } from './pipeline/outcome.ts'

/** What a line says besides: numbers, names of rooms, references. Never a text, an author, a token or a body. */
export type Fields = Record<string, unknown>
export type Log = (level: 'INFO' | 'ERROR', message: string, fields?: Fields) => void

/**
 * One line of JSON, whole, so that Logs Insights knows its fields whatever the log's format. Lambda looks at `level` only
 * beside a `timestamp` (https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html).
 * {"timestamp":"2025-11-22T08:26:40.000Z","level":"ERROR","message":"2 of 10 messages failed and come back: timeout",
 * "function":"roomtone-dev-classify-sqs","requestId":"8f0c…"}
 */
export const jsonLog =
  (functionName: string, write: (line: string) => void, now: () => number): Log =>
  (level, message, fields = {}) => {
    const timestamp = new Date(now()).toISOString()
    write(`${JSON.stringify({ timestamp, level, message, function: functionName, ...fields })}\n`)
  }

/** The same for a person at a terminal: 'a request failed {"reference":"…","path":"/v1/rooms"}' */
export const plainLog =
  (write: (line: string) => void): Log =>
  (_, message, fields = {}) =>
    write(Object.keys(fields).length === 0 ? message : `${message} ${JSON.stringify(fields)}`)

/** JSON where a function's name is known, as it is on Lambda; elsewhere plain, and not where data goes. */
export const openLog = ({ functionName }: { functionName?: string | undefined }): Log =>
  functionName === undefined
    ? plainLog(line => console.error(line))
    : jsonLog(functionName, line => void process.stdout.write(line), Date.now)

/** Of a cause, as much as a line of a log bears. */
const MAX_CAUSE_CHARACTERS = 300

/** Where it happened is told by the stack, at most so much of it. */
const MAX_STACK_CHARACTERS = 4_000

export const textOf = (error: unknown): string =>
  String(error instanceof Error ? error.stack : error).slice(0, MAX_STACK_CHARACTERS)

/** One line for all of a batch that comes back, so that an outage does not drown the log. */
export const reportFailed = (log: Log, outcomes: readonly Outcome[], fields?: Fields): void => {
  const causes = outcomes.flatMap(outcome => (outcome.is === 'failed' ? outcome.cause.message : []))
  const [cause] = causes
  if (cause === undefined) return
  const first = cause.slice(0, MAX_CAUSE_CHARACTERS)
  log('ERROR', `${causes.length} of ${outcomes.length} messages failed and come back: ${first}`, fields)
}
