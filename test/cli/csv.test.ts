import { parse } from 'csv-parse/sync'
import { array, asyncProperty, assert as check, constantFrom, integer, string, tuple } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type CsvRecord, csvRecords } from '../../cli/csv.ts'
import { linesOf } from '../../cli/lines.ts'

const recordsIn = async (content: string): Promise<CsvRecord[]> => {
  const records: CsvRecord[] = []
  const chunks = async function* () {
    yield Buffer.from(content)
  }
  for await (const record of csvRecords(linesOf(chunks()))) records.push(record)
  return records
}
const cellsIn = async (content: string) => (await recordsIn(content)).map(({ cells }) => cells)

const written = (rows: readonly (readonly string[])[], lineEnd: string) =>
  rows.map(row => row.map(cell => `"${cell.replaceAll('"', '""')}"`).join(',') + lineEnd).join('')

const cell = string({ unit: constantFrom('a', 'é', '"', ',', '\n', '\r\n', ' ', '👏') })

describe('what RFC 4180 says', () => {
  test('whatever was written is what is read', async () => {
    const tables = integer({ min: 1, max: 4 }).chain(width =>
      array(array(cell, { minLength: width, maxLength: width }), { minLength: 1 }),
    )
    await check(
      asyncProperty(tables, constantFrom('\n', '\r\n'), async (rows, lineEnd) => {
        expect(await cellsIn(written(rows, lineEnd))).toEqual(rows)
      }),
      { numRuns: 1_000 },
    )
  })

  test('a line with any quotes in it is read as csv-parse reads it', async () => {
    const line = string({ unit: constantFrom('a', '"', ',', ' ', '""', ',"', '",') })
    const options = { relax_quotes: true, relax_column_count: true, record_delimiter: ['\r\n', '\n'] }
    await check(
      asyncProperty(line, async text => {
        let expected: unknown
        try {
          expected = parse(`${text}\n`, options)[0]
        } catch {
          expected = []
        }
        expect((await cellsIn(`${text}\n`))[0]).toEqual(expected)
      }),
      { numRuns: 5_000 },
    )
  })

  test('lines and bytes are those of the file', async () => {
    expect(await recordsIn('a,b\r\n1,"two\r\nlines"\r\n3,é\r\n')).toEqual([
      { line: 1, endByte: 5, cells: ['a', 'b'] },
      { line: 2, endByte: 21, cells: ['1', 'two\r\nlines'] },
      { line: 4, endByte: 27, cells: ['3', 'é'] },
    ])
  })
})

describe('a stray quote', () => {
  const faultLines = (records: readonly CsvRecord[]) =>
    records.filter(({ fault }) => fault !== undefined).map(({ line }) => line)

  test('wherever it opens a cell, every other row is read', async () => {
    const plain = string({ unit: constantFrom('a', 'b', ' ', "'") })
    const file = array(tuple(plain, plain), { minLength: 1, maxLength: 30 }).chain(rows =>
      tuple(constantFrom(rows), integer({ min: 0, max: rows.length - 1 })),
    )
    await check(
      asyncProperty(file, async ([rows, at]) => {
        const lines = rows.map(([first, second], row) => `${first},${row === at ? '"' : ''}${second}`)
        const records = await recordsIn(`text,label\n${lines.join('\n')}\n`)
        expect(faultLines(records)).toEqual([at + 2])
        const others = records.filter(({ fault }) => fault === undefined).map(({ cells }) => cells)
        expect(others).toEqual([['text', 'label'], ...rows.filter((_, row) => row !== at)])
      }),
      { numRuns: 300 },
    )
  })

  test('is found where the next quoted cell begins', async () => {
    const content = 'text,label\n"open,1\nplain,2\n"quoted, well",3\n"two\nlines",4\n'
    expect(await cellsIn(content)).toEqual([
      ['text', 'label'],
      [],
      ['plain', '2'],
      ['quoted, well', '3'],
      ['two\nlines', '4'],
    ])
  })

  test('and another far below do not swallow the rows between them', async () => {
    const between = [...Array(200).keys()].map(row => `row number ${row},1`)
    const records = await recordsIn(`text,label\n"open,1\n${between.join('\n')}\nclosed",1\n`)
    expect(faultLines(records)).toEqual([2])
    expect(records).toHaveLength(203)
  })

  test('a long text of many lines is no such thing', async () => {
    const text = 'dear all,\nthanks for coming, it was good, really\n'.repeat(100)
    expect(await cellsIn(`text,label\n"${text}",1\nnext,2\n`)).toEqual([
      ['text', 'label'],
      [text, '1'],
      ['next', '2'],
    ])
  })

  test('costs its line once, however many of them there are', async () => {
    // Each line closes the cell that the one before has opened, and opens another. Square time would be minutes.
    const lines = 'b","c\n'.repeat(20_000)
    const records = await recordsIn(`text,label\n"open,1\n${lines}`)
    expect(faultLines(records).length).toBeGreaterThan(5_000)
    expect(records.at(-1)).toMatchObject({ line: 20_002 })
  })

  test('is given up where it has gone on for longer than a row may be', async () => {
    const lines = `${'x'.repeat(500)}\n`.repeat(3_000)
    const records = await recordsIn(`text,label\n"open,1\n${lines}closed",1\n`)
    expect(faultLines(records)).toEqual([2])
    expect(records).toHaveLength(3_003)
  })
})
