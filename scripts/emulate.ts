/*
 * `npm run emulate`: the artefact itself, without an account. Packages the stack for this machine, runs the zips as Lambda
 * does, feeds them, and tells whether each message was counted exactly once and what that took (docs/emulate.md).
 * Ends with status 1 where a count is not what it should be.
 */
import process from 'node:process'
import { parseArgs } from 'node:util'
import { INTERRUPTED, untilInterrupted } from '../cli/interrupt.ts'
import { engine } from '../test/engines/engine.ts'
import { linesOf } from './emulate/lines.ts'
import { emulate } from './emulate/run.ts'

const usage = `usage: npm run emulate -- [options]
  --messages N      how many messages to post (5000)
  --file FILE       their texts: a TSV with a column "text" (our own)
  --memory MB       of classify-sqs, 128 to 10240 (what serverless.yml gives it)
  --environments N  of a function at a time (as many as this machine has room for)
  --unthrottled     let functions have the whole machine
  --json            everything that was counted, as JSON`

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
const MEMORY_MB = { from: 128, to: 10_240 }

const read = () => {
  const { values } = parseArgs({
    options: {
      messages: { type: 'string', default: '5000' },
      file: { type: 'string' },
      memory: { type: 'string' },
      environments: { type: 'string' },
      unthrottled: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  })
  return {
    messages: whole('--messages', values.messages, 1, 1_000_000),
    file: values.file,
    memoryMb: values.memory && whole('--memory', values.memory, MEMORY_MB.from, MEMORY_MB.to),
    environments: values.environments && whole('--environments', values.environments, 1, 1_000),
    throttled: !values.unthrottled,
    json: values.json,
  }
}

const whole = (name: string, given: string, from: number, to: number): number => {
  const number = Number(given)
  if (Number.isInteger(number) && number >= from && number <= to) return number
  throw new Error(`${name}: "${given}" is no whole number from ${from} to ${to}`)
}

const asked = () => {
  try {
    return read()
  } catch (error) {
    console.error(`${(error as Error).message}\n${usage}`)
    process.exit(2)
  }
}

const { json, memoryMb, environments, ...options } = asked()
const found = engine('dynamodb-local')
if ('missing' in found) {
  console.error(`emulate writes to DynamoDB Local. ${found.missing}`)
  process.exit(1)
}
const signal = untilInterrupted()
try {
  const result = await emulate({
    ...options,
    memoryMb: memoryMb || undefined,
    environments: environments || undefined,
    env: process.env,
    signal,
    step: text => console.error(text),
  })
  console.log(json ? JSON.stringify(result, null, 2) : linesOf(result).join('\n'))
  if (result.faults.length > 0) {
    console.error(`\nthe last that was logged:\n${result.lastWords}`)
    process.exitCode = 1
  }
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = signal.aborted ? INTERRUPTED : 1
}
