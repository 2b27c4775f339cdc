import { limits } from '../schemas/limits.ts'
import { type Line, MAX_ROW_BYTES, withoutReturn } from './lines.ts'

/*
 * CSV as RFC 4180 has it, and what people make of it. A cell may be quoted; then it may hold commas, line ends and
 * quotes, each quote written twice. In a cell that is not quoted, a quote is a quote.
 *
 *   record = cell *("," cell) (LF | CR LF)
 *   cell   = '"' *(anything but '"' | '""') '"' | *(anything but "," and line ends)
 *
 * Read by hand, because libraries stop for good at a quote that nobody closed and at a byte that is not UTF-8. Here
 * such a quote costs its own line, and reading goes on with the next.
 */

/** `line` is where it starts; with a `fault` the cells are not what was meant. */
export type CsvRecord = { line: number; endByte: number; cells: string[]; fault?: string }

const STRAY =
  'it opens a quote and does not close it: within quotes, a quote of the text is written twice ("")'

export async function* csvRecords(lines: AsyncIterable<Line>): AsyncGenerator<CsvRecord> {
  const reader = recordReader()
  for await (const line of lines) yield* reader.take(line)
  yield* reader.end()
}

/** Takes lines one by one and gives the records that they complete. */
const recordReader = () => {
  /** The lines of the record that is being read, none between records; and what they have given so far. */
  let held: Line[] = []
  let open: Open | undefined
  let characters = 0
  /** How many the first record has. A quoted cell that goes on over lines far to the right of them is none. */
  let columns: number | undefined

  const take = function* (line: Line): Generator<CsvRecord> {
    held.push(line)
    characters += line.text.length
    const found = scan(line.text, open)
    const mayGoOn = characters <= MAX_ROW_BYTES && found.cells.length <= (columns ?? Number.POSITIVE_INFINITY)
    if (found.is === 'open' && mayGoOn) open = found
    else if (found.is !== 'closed' || isSwallowing(found.cells, held, columns)) yield* giveUp()
    else {
      columns ??= found.cells.length
      yield recordOf(held, found.cells)
      reset()
    }
  }
  /** The line that opened the quote is lost; those after it are read again, as if nothing had been open. */
  const giveUp = function* (): Generator<CsvRecord> {
    const [first, ...rest] = held
    reset()
    yield { ...recordOf([first!], []), fault: STRAY }
    for (const line of rest) yield* take(line)
  }
  const reset = () => {
    held = []
    open = undefined
    characters = 0
  }
  const end = function* (): Generator<CsvRecord> {
    while (held.length > 0) yield* giveUp()
  }
  return { take, end }
}

const recordOf = (lines: readonly Line[], cells: string[]): CsvRecord => {
  const fault = lines.find(line => line.fault !== undefined)?.fault
  const place = { line: lines[0]!.line, endByte: lines.at(-1)!.endByte }
  return { ...place, cells, ...(fault === undefined ? {} : { fault }) }
}

/**
 * Two stray quotes, far apart, are a quoted cell by the letter. It is not taken for one where it is longer than any
 * message may be and nine in ten of the lines within it are rows by themselves.
 */
const isSwallowing = (cells: readonly string[], lines: readonly Line[], columns = 0): boolean => {
  const within = lines.slice(1, -1)
  if (within.length === 0 || columns < 2) return false
  if (cells.every(cell => cell.length <= limits.textCharacters)) return false
  const rows = within.filter(({ text }) => scan(text, undefined).cells.length === columns)
  return rows.length >= 0.9 * within.length
}

/** Cells that are complete, and what stands so far in the quoted one that goes on in the next line. */
type Open = { cells: string[]; inside: string }
type Scanned = ({ is: 'open' } & Open) | { is: 'closed' | 'stray'; cells: string[] }

/** One more line of a record: '1,"a, ""b""",c' -> closed, cells ['1', 'a, "b"', 'c']; '1,"a' -> open, inside 'a\n' */
const scan = (line: string, before: Open | undefined): Scanned => {
  const body = withoutReturn(line)
  const cells = before?.cells ?? []
  let earlier = before?.inside
  for (let at = 0; ; ) {
    const cell = cellAt(body, at, earlier)
    if (cell.is === 'stray') return { is: 'stray', cells }
    if (cell.is === 'open') return { is: 'open', cells, inside: `${cell.text}${line.slice(body.length)}\n` }
    cells.push(cell.text)
    if (cell.end === body.length) return { is: 'closed', cells }
    at = cell.end + 1
    earlier = undefined
  }
}

/** What a quoted cell holds, up to its closing quote or the end of the line; and what stands up to the next comma. */
const INSIDE = /[^"]*(?:""[^"]*)*/y
const REST = /[^,]*/y

const matchAt = (pattern: RegExp, text: string, at: number): string => {
  pattern.lastIndex = at
  return pattern.exec(text)![0]
}

type Cell = { is: 'whole'; text: string; end: number } | { is: 'open'; text: string } | { is: 'stray' }

/**
 * The cell at a place of a line; with `earlier`, the rest of one that began in a line before. Where text follows the
 * closing quote, both quotes are of the text ('"so" he said'), but not across lines: there, the opening one is stray.
 */
const cellAt = (line: string, at: number, earlier: string | undefined): Cell => {
  if (earlier === undefined && line[at] !== '"') {
    const text = matchAt(REST, line, at)
    return { is: 'whole', text, end: at + text.length }
  }
  const start = earlier === undefined ? at + 1 : at
  const inside = matchAt(INSIDE, line, start)
  const text = `${earlier ?? ''}${inside.replaceAll('""', '"')}`
  const quoteAt = start + inside.length
  if (quoteAt >= line.length) return { is: 'open', text }
  const after = matchAt(REST, line, quoteAt + 1)
  const end = quoteAt + 1 + after.length
  if (after === '') return { is: 'whole', text, end }
  return earlier === undefined ? { is: 'whole', text: `"${text}"${after}`, end } : { is: 'stray' }
}
