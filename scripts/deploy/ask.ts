import process from 'node:process'
import { createInterface } from 'node:readline/promises'
import { Failure } from '../../cli/failure.ts'

/** Whether the person at the terminal types `word`. Throws where nobody is there to ask. */
export const types = async (word: string, question: string): Promise<boolean> => {
  if (!process.stdin.isTTY) throw new Failure('nobody is here to ask: give --yes if you mean it')
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  const answer = await lines.question(`${question} Type ${word}: `)
  lines.close()
  return answer.trim() === word
}
