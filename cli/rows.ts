import { extname } from 'node:path'
import { type Column, type Header, headless, placesIn } from './columns.ts'
import { type CsvRecord, csvRecords } from './csv.ts'
import { type Chunks, type Line, linesOf, withoutReturn } from './lines.ts'

/*
 * A file of texts, row by row. In a TSV a quote is a quote (tweets are full of them); a CSV is quoted as RFC 4180
 * says. Both name their columns in the first line. Every row comes out, in order; one that cannot be read says why,
 * and the others are unharmed.
 */

export const rowFormats = ['tsv', 'csv', 'ndjson', 'text'] as const
export type RowFormat = (typeof rowFormats)[number]

/** `line` is where the row starts, counted from 1; `endByte` where it ends, for showing progress. */
type Place = { line: number; endByte: number }
type Unreadable = { is: 'unreadable'; why: string }
export type Row = Place & ({ is: 'text'; text: string } | Unreadable)

/** `name` is for messages; `column` holds the text (of an NDJSON row: the field). */
export type RowFile = { name: string; format: RowFormat; column: string }

/** The cells of the columns that were asked for, in that order; undefined where the row ends before one. */
export type CellRow = Place & ({ is: 'cells'; cells: (string | undefined)[] } | Unreadable)

export type Table = Header & { format: RowFormat }

const extensions: Record<string, RowFormat> = {
  '.tsv': 'tsv',
  '.tab': 'tsv',
  '.csv': 'csv',
  '.ndjson': 'ndjson',
  '.jsonl': 'ndjson',
}

/** 'tweets.TSV' -> 'tsv'; what is not known is lines of text. */
export const formatOf = (file: string): RowFormat => extensions[extname(file).toLowerCase()] ?? 'text'

/** The rows of one column. A row that is too short has an empty text, which whoever uses it may refuse. */
export async function* readRows(chunks: Chunks, { column, ...file }: RowFile): AsyncGenerator<Row> {
  const cure = 'Give --column, or --format text to read plain lines'
  for await (const row of readCells(chunks, { ...file, columns: [{ name: column, cure }] })) {
    if (row.is === 'unreadable') yield row
    else yield { line: row.line, endByte: row.endByte, is: 'text', text: row.cells[0] ?? '' }
  }
}

/** Throws a Failure where the file as a whole cannot be read as that: it is empty, or has no such column. */
export const readCells = (chunks: Chunks, table: Table): AsyncGenerator<CellRow> =>
  readers[table.format](linesOf(chunks), table)

type Lines = AsyncIterable<Line>

const readers: Record<RowFormat, (lines: Lines, table: Table) => AsyncGenerator<CellRow>> = {
  text: lines => eachOf(lines, line => [withoutReturn(line.text)]),
  ndjson: (lines, { columns }) => eachOf(lines, line => fieldsIn(line.text, columns)),
  tsv: (lines, table) => belowHeader(tabbed(lines), table),
  csv: (lines, table) => belowHeader(csvRecords(lines), table),
}

async function* tabbed(lines: Lines): AsyncGenerator<CsvRecord> {
  for await (const { text, ...line } of lines) yield { ...line, cells: withoutReturn(text).split('\t') }
}

async function* belowHeader(records: AsyncIterable<CsvRecord>, table: Table): AsyncGenerator<CellRow> {
  let places: number[] | undefined
  const cellsOf = ({ cells }: CsvRecord) => places!.map(place => cells[place])
  for await (const record of records) {
    if (places === undefined) places = placesIn(record, table)
    else yield rowOf(record, cellsOf)
  }
  if (places === undefined) throw headless(table)
}

type Cells = (string | undefined)[] | Unreadable
type Source = Place & { fault?: string }

async function* eachOf<T extends Source>(all: AsyncIterable<T>, cellsOf: (one: T) => Cells) {
  for await (const one of all) yield rowOf(one, cellsOf)
}

const rowOf = <T extends Source>(one: T, cellsOf: (one: T) => Cells): CellRow => {
  const place = { line: one.line, endByte: one.endByte }
  if (one.fault !== undefined) return { ...place, is: 'unreadable', why: one.fault }
  const cells = cellsOf(one)
  return Array.isArray(cells) ? { ...place, is: 'cells', cells } : { ...place, ...cells }
}

const fieldsIn = (json: string, columns: readonly Column[]): Cells => {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch (error) {
    return { is: 'unreadable', why: `it is not JSON: ${(error as Error).message}` }
  }
  const fields = columns.map(column => fieldIn(value, column))
  const missing = columns[fields.indexOf(undefined)]
  if (missing === undefined) return fields
  const kind = missing.isScalar ? 'string, number or boolean' : 'string'
  return { is: 'unreadable', why: `it is no JSON object with a ${kind} ${JSON.stringify(missing.name)}` }
}

const fieldIn = (value: unknown, { name, isScalar }: Column): string | undefined => {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
  const field = (value as Record<string, unknown>)[name]
  if (typeof field === 'string') return field
  return isScalar && (typeof field === 'number' || typeof field === 'boolean') ? String(field) : undefined
}
