import process from 'node:process'
import { createInterface } from 'node:readline/promises'
import { Failure } from '../../cli/failure.ts'

/** Before anything is done for nothing: throws where nobody is there to ask. */
export const mustBeAsked = (): void => {
  if (!process.stdin.isTTY) throw new Failure('nobody is here to ask: give --yes if you mean it')
}

/** Whether the person at the terminal types `word`. */
export const types = async (word: string, question: string): Promise<boolean> => {
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  const answer = await lines.question(`${question} Type ${word}: `)
  lines.close()
  return answer.trim() === word
}
