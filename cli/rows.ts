import { extname } from 'node:path'
import { pipeline } from 'node:stream'
import { type CsvError, parse as csvParser, type Info } from 'csv-parse'
import { Failure } from './failure.ts'
import { clip, printable } from './terminal.ts'

/*
 * A file of texts, row by row. In a TSV a quote is a quote (tweets are full of them); a CSV is quoted as RFC 4180
 * says. Both name their columns in the first line. Every row comes out, in order; one without a text says why.
 */

export const rowFormats = ['tsv', 'csv', 'ndjson', 'text'] as const
export type RowFormat = (typeof rowFormats)[number]

/** `line` is where the row starts, counted from 1; `endByte` where it ends, for showing progress. */
export type Row = { line: number; endByte: number } & Cell
type Cell = { is: 'text'; text: string } | { is: 'unreadable'; why: string }

/** `name` is for messages; `column` holds the text (of an NDJSON row: the field). */
export type RowFile = { name: string; format: RowFormat; column: string }

const extensions: Record<string, RowFormat> = {
  '.tsv': 'tsv',
  '.tab': 'tsv',
  '.csv': 'csv',
  '.ndjson': 'ndjson',
  '.jsonl': 'ndjson',
}

/** 'tweets.TSV' -> 'tsv'; what is not known is lines of text. */
export const formatOf = (file: string): RowFormat => extensions[extname(file).toLowerCase()] ?? 'text'

type Chunks = AsyncIterable<Uint8Array>

/** Throws a Failure where the file as a whole cannot be read as that: no such column, a quote left open. */
export const readRows = (chunks: Chunks, file: RowFile): AsyncGenerator<Row> =>
  readers[file.format](chunks, file)

const readers: Record<RowFormat, (chunks: Chunks, file: RowFile) => AsyncGenerator<Row>> = {
  text: async function* (chunks) {
    for await (const line of linesOf(chunks)) yield { ...at(line), ...(line.cell ?? notUtf8) }
  },
  ndjson: async function* (chunks, { column }) {
    for await (const line of linesOf(chunks))
      yield { ...at(line), ...(line.cell ? fieldIn(line.cell.text, column) : notUtf8) }
  },
  tsv: async function* (chunks, file) {
    let place: number | undefined
    for await (const line of linesOf(chunks)) {
      const fields = line.cell?.text.split('\t')
      if (place === undefined) place = columnIn(fields ?? [], file)
      else yield { ...at(line), ...(fields ? cellAt(fields, place) : notUtf8) }
    }
    if (place === undefined) throw headless(file)
  },
  csv: async function* (chunks, file) {
    let place: number | undefined
    for await (const { record, line, endByte } of recordsOf(chunks, file)) {
      if (place === undefined) place = columnIn(record, file)
      else yield { line, endByte, ...cellAt(record, place) }
    }
    if (place === undefined) throw headless(file)
  },
}

type Line = { line: number; endByte: number; cell: { is: 'text'; text: string } | undefined }

const at = ({ line, endByte }: Line) => ({ line, endByte })
const notUtf8: Cell = { is: 'unreadable', why: 'it is not UTF-8' }

/** A row that is too short has an empty text, which whoever uses it may refuse. */
const cellAt = (fields: readonly string[], place: number): Cell => ({ is: 'text', text: fields[place] ?? '' })

const fieldIn = (json: string, field: string): Cell => {
  try {
    const value: unknown = JSON.parse(json)
    const text =
      typeof value === 'object' && value !== null && Object.hasOwn(value, field)
        ? (value as Record<string, unknown>)[field]
        : undefined
    if (typeof text === 'string') return { is: 'text', text }
    return { is: 'unreadable', why: `it is no JSON object with a string ${JSON.stringify(field)}` }
  } catch (error) {
    return { is: 'unreadable', why: `it is not JSON: ${(error as Error).message}` }
  }
}

const columnIn = (header: readonly string[], { name, column }: RowFile): number => {
  const place = header.findIndex(title => title.trim() === column)
  if (place >= 0) return place
  const titles = header.map(title => JSON.stringify(clip(printable(title), 40))).join(', ')
  throw new Failure(
    `${name} has no column ${JSON.stringify(column)}: its first line names ${titles}. Give --column, or --format text to read plain lines`,
  )
}

const headless = ({ name, column }: RowFile) =>
  new Failure(
    `${name} is empty: its first line should name the columns, one of them ${JSON.stringify(column)}`,
  )

/** More than any message may have; a file without line ends must not fill the memory. */
const MAX_ROW_BYTES = 1024 * 1024

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Lines without their ends (LF or CR LF) and without a byte-order mark; no cell where one is not UTF-8. */
async function* linesOf(chunks: Chunks): AsyncGenerator<Line> {
  let line = 0
  let endByte = 0
  let rest: Buffer = Buffer.alloc(0)
  for await (const chunk of chunks) {
    rest = Buffer.concat([rest, chunk])
    let start = 0
    for (let end = rest.indexOf(0x0a); end >= 0; end = rest.indexOf(0x0a, start)) {
      yield { line: ++line, endByte: endByte + end + 1, cell: cellOf(rest.subarray(start, end), line) }
      start = end + 1
    }
    endByte += start
    rest = rest.subarray(start)
    if (rest.length > MAX_ROW_BYTES)
      throw new Failure(`line ${line + 1} is longer than ${MAX_ROW_BYTES} bytes: this is no file of messages`)
  }
  if (rest.length > 0) yield { line: ++line, endByte: endByte + rest.length, cell: cellOf(rest, line) }
}

const cellOf = (bytes: Buffer, line: number): Line['cell'] => {
  try {
    const text = utf8.decode(bytes).replace(/\r$/, '')
    return { is: 'text', text: line === 1 ? text.replace(/^\ufeff/, '') : text }
  } catch {
    return undefined
  }
}

type CsvRecord = { record: string[]; line: number; endByte: number }

async function* recordsOf(chunks: Chunks, file: RowFile): AsyncGenerator<CsvRecord> {
  /** Where the row that is being parsed starts; the rows before it may not have been read yet. */
  let parsing = 1
  const parser = csvParser({
    on_record: (record, { lines }) => {
      parsing = lines + 1
      return record
    },
    bom: true,
    info: true,
    record_delimiter: ['\r\n', '\n'],
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: MAX_ROW_BYTES,
  })
  // What breaks the pipeline breaks the parser too, and so comes out of the loop below.
  pipeline(onlyUtf8(chunks, file), parser, () => {})
  let line = 1
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: Info }>) {
      yield { record, line, endByte: info.bytes }
      line = info.lines + 1
    }
  } catch (error) {
    if (!(error as CsvError).code?.startsWith('CSV_')) throw error
    throw new Failure(`${file.name}, in the row that starts at line ${parsing}: ${(error as Error).message}`)
  }
}

/** A CSV cannot be cut into lines before it is decoded, so one bad byte spoils all of it. */
async function* onlyUtf8(chunks: Chunks, { name }: RowFile): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let bytes = 0
  for await (const chunk of chunks) {
    try {
      decoder.decode(chunk, { stream: true })
    } catch {
      throw new Failure(
        `${name} is not UTF-8 (after byte ${bytes}): convert it first (iconv -f latin1 -t utf-8)`,
      )
    }
    bytes += chunk.length
    yield chunk
  }
}
