import type { CsvRecord } from './csv.ts'
import { Failure } from './failure.ts'
import { clip, plural, printable } from './terminal.ts'

/** `cure` says what to do where there is no such column. In NDJSON a scalar may be a number, true or false as well. */
export type Column = { name: string; cure: string; isScalar?: boolean }

/** The columns that are wanted of a file; `name` is the file's, for messages. */
export type Header = { name: string; columns: readonly Column[] }

/** Where the wanted columns are, by the first line: wanted text and label, first line 'label,id,text' -> [2, 0] */
export const placesIn = (header: CsvRecord, { name, columns }: Header): number[] => {
  if (header.cells.length === 0)
    throw new Failure(`${name} does not name its columns: of its first line, ${header.fault}`)
  return columns.map(column => placeIn(header.cells, column, name))
}

const placeIn = (titles: readonly string[], { name, cure }: Column, file: string): number => {
  const [place, again] = [...titles.keys()].filter(at => titles[at]!.trim() === name)
  if (place === undefined)
    throw new Failure(
      `${file} has no column ${JSON.stringify(name)}: its first line names ${listOf(titles)}. ${cure}`,
    )
  if (again === undefined) return place
  throw new Failure(
    `${file} has two columns ${JSON.stringify(name)} (the ones numbered ${place + 1} and ${again + 1}): rename one of them`,
  )
}

const TITLES_SHOWN = 20

const listOf = (titles: readonly string[]): string => {
  const shown = titles.slice(0, TITLES_SHOWN).map(title => JSON.stringify(clip(printable(title), 40)))
  const more = titles.length - shown.length
  return shown.join(', ') + (more > 0 ? ` and ${plural(more, 'more', 'more')}` : '')
}

export const headless = ({ name, columns }: Header) =>
  new Failure(
    `${name} is empty: its first line should name the columns, among them ${listOf(columns.map(column => column.name))}`,
  )
