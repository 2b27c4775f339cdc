import { createInterface } from 'node:readline/promises'
import { Failure } from './failure.ts'

/** What would be gone ('3 dead letters'), by what verb ('purge'), and what else could be done. */
type Question = { what: string; verb: string; instead: string }

/** Whether the person at the terminal types yes. Throws a Failure where nobody is there to ask. */
export const isSure = async ({ what, verb, instead }: Question): Promise<boolean> => {
  if (!process.stdin.isTTY || !process.stderr.isTTY)
    throw new Failure(`${what} would be gone for good, and nobody is here to ask: give --yes, or ${instead}`)
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  const answer = await lines.question(`${what} will be gone for good. Type yes to ${verb}: `)
  lines.close()
  return answer.trim().toLowerCase() === 'yes'
}
