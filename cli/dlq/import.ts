import type { LetterKeyList } from '../../schemas/answers.ts'
import { DeadLetter } from '../../schemas/dead-letter.ts'
import { type Client, clientOf, Refused, type ServerOptions } from '../client.ts'
import { type Line, linesOf } from '../lines.ts'
import { openFile } from '../row-file.ts'
import { plural, printable, say } from '../terminal.ts'
import { ACT_ON } from './letters.ts'

/** A letter of 1 MiB in base64, with all that stands around it. */
const MAX_LINE_BYTES = 2 * 1024 * 1024
/** In one request, but for a single letter that is larger: well under what the API takes. */
const MAX_BATCH_BYTES = 1024 * 1024

type Read = { line: number; bytes: number; letter: DeadLetter }
type Sums = { imported: number; standing: number; refused: number }

/** The action of `dlq import`. */
export const importLetters = async (file: string, options: ServerOptions): Promise<void> => {
  const client = clientOf(options)
  const sums: Sums = { imported: 0, standing: 0, refused: 0 }
  const refuse = (line: number, why: string) => {
    sums.refused++
    say(`line ${line} refused: ${printable(why)}`)
  }
  const { chunks } = await openFile(file)
  try {
    for await (const batch of batchesOf(linesOf(chunks, MAX_LINE_BYTES), refuse))
      await post(client, batch, sums, refuse)
  } finally {
    say(
      `${plural(sums.imported, 'dead letter')} imported, ${sums.standing} were here already and stay, ${sums.refused} refused`,
    )
  }
  if (sums.refused > 0) process.exitCode = 1
}

type Refuse = (line: number, why: string) => void

async function* batchesOf(lines: AsyncIterable<Line>, refuse: Refuse): AsyncGenerator<Read[]> {
  let batch: Read[] = []
  let bytes = 0
  for await (const line of lines) {
    if (line.text.trim() === '' && line.fault === undefined) continue
    const read = readLine(line)
    if (typeof read === 'string') {
      refuse(line.line, read)
      continue
    }
    if (batch.length === ACT_ON || (batch.length > 0 && bytes + read.bytes > MAX_BATCH_BYTES)) {
      yield batch
      batch = []
      bytes = 0
    }
    batch.push(read)
    bytes += read.bytes
  }
  if (batch.length > 0) yield batch
}

/** The letter of a line, or why there is none. */
const readLine = ({ line, text, fault }: Line): Read | string => {
  if (fault !== undefined) return fault
  try {
    const letter = DeadLetter.safeParse(JSON.parse(text))
    if (letter.success) return { line, bytes: Buffer.byteLength(text), letter: letter.data }
    const [{ path, message } = { path: [], message: '' }] = letter.error.issues
    return `it is no dead letter as \`roomtone dlq export\` writes it: ${path.join('.') || 'line'}: ${message}`
  } catch (error) {
    return `it is not JSON: ${(error as Error).message}`
  }
}

/** A request is refused as a whole, so a refused batch is halved down to its culprit. */
const post = async (client: Client, batch: readonly Read[], sums: Sums, refuse: Refuse): Promise<void> => {
  try {
    const body = { letters: batch.map(({ letter }) => letter) }
    const { keys } = await client.call<LetterKeyList>('/v1/dead-letters/import', { method: 'POST', body })
    sums.imported += keys.length
    sums.standing += batch.length - keys.length
  } catch (error) {
    if (!(error instanceof Refused) || ![413, 422].includes(error.status)) throw error
    if (batch.length === 1) return refuse(batch[0]!.line, error.message)
    const middle = Math.ceil(batch.length / 2)
    await post(client, batch.slice(0, middle), sums, refuse)
    await post(client, batch.slice(middle), sums, refuse)
  }
}
