import { readFileSync } from 'node:fs'
import { againstRun, type Row } from '../cli/cost/against.ts'
import measured from '../cli/cost/measured.json' with { type: 'json' }
import { usual } from '../cli/cost/plan.ts'
import type { Consumed } from '../infra/emulate/consumed.ts'

/** What an emulated run tells of itself, of which this is used. */
type Run = { messages: number; questions: number; memoryMb: Record<string, number>; consumed: Consumed }

/** Of a text of bench/texts.ts, on average. */
const CHARACTERS = measured.characters

/** What `roomtone cost` predicts beside what `npm run emulate -- --json > FILE` consumed. */
export const run = async ({ json, file }: { json: boolean; file?: string | undefined }): Promise<void> => {
  if (file === undefined)
    throw new Error('give --file FILE, which is what `npm run emulate -- --json > FILE` printed')
  const { messages, questions, memoryMb, consumed }: Run = JSON.parse(readFileSync(file, 'utf8'))
  const rows = againstRun(consumed, {
    messages,
    rooms: usual.rooms,
    length: CHARACTERS,
    questions: questions / messages,
    memoryMb: memoryMb['classify-sqs'] ?? usual.memoryMb,
    model: usual.model,
  })
  console.log(json ? JSON.stringify(rows) : rows.map(lineOf).join('\n'))
}

/** 'write units            predicted 17948.0  consumed 17890.0  +0.3%' */
const lineOf = ({ what, predicted, consumed }: Row): string => {
  const percent = 100 * (predicted / consumed - 1)
  return `${what.padEnd(20)} predicted ${predicted.toFixed(1).padStart(10)}  consumed ${consumed.toFixed(1).padStart(10)}  ${percent >= 0 ? '+' : ''}${percent.toFixed(1)}%`
}
