import { array, asyncProperty, assert as check, constantFrom, string } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type CellRow, formatOf, type Row, type RowFormat, readCells, readRows } from '../../cli/rows.ts'

const chunked = async function* (bytes: Uint8Array, size = 7) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

const read = async (
  content: string | Uint8Array,
  format: RowFormat,
  column = 'text',
  size = 7,
): Promise<Row[]> => {
  const rows: Row[] = []
  const chunks = chunked(Buffer.from(content as string), size)
  for await (const row of readRows(chunks, { name: 'messages', format, column })) rows.push(row)
  return rows
}
const texts = async (...args: Parameters<typeof read>) =>
  (await read(...args)).map(row => (row.is === 'text' ? row.text : row))

describe('every format', () => {
  test.each([
    ['a.tsv', 'tsv'],
    ['b.CSV', 'csv'],
    ['c.jsonl', 'ndjson'],
    ['d.ndjson', 'ndjson'],
    ['e.txt', 'text'],
    ['-', 'text'],
  ])('%s is read as %s', (file, format) => expect(formatOf(file)).toBe(format))

  test.each<[RowFormat, string]>([
    ['text', 'first\r\nsecond\r\n'],
    ['tsv', 'label\ttext\r\n1\tfirst\r\n2\tsecond'],
    ['csv', 'label,text\r\n1,first\r\n2,"second"\r\n'],
    ['ndjson', '{"text":"first"}\r\n{"text":"second"}'],
  ])('%s: CRLF, a byte-order mark and a missing last line end change nothing', async (format, content) => {
    expect(await texts(content, format)).toEqual(['first', 'second'])
    expect(await texts(`\ufeff${content}`, format)).toEqual(['first', 'second'])
    expect(await texts(content.replaceAll('\r\n', '\n'), format)).toEqual(['first', 'second'])
  })

  test('where a row lies in the file does not depend on how the file arrives in chunks', async () => {
    const lines = array(
      string({ unit: 'binary' }).map(text => text.replace(/[\r\n\ufeff]/g, ' ').toWellFormed()),
    )
    await check(
      asyncProperty(lines, constantFrom(1, 3, 64, 4096), async (given, size) => {
        const content = given.map(line => `${line}\n`).join('')
        const rows = await read(content, 'text', 'text', size)
        expect(rows.map(row => row.is === 'text' && row.text)).toEqual(given)
        expect(rows.map(({ line }) => line)).toEqual(given.map((_, at) => at + 1))
        expect(rows.at(-1)?.endByte ?? 0).toBe(Buffer.byteLength(content))
      }),
      { numRuns: 100 },
    )
  })

  test('a line that is not UTF-8 is said to be so, and its neighbours are read', async () => {
    const content = Buffer.concat([
      Buffer.from('good\n'),
      Buffer.from([0x61, 0xff, 0x0a]),
      Buffer.from('fine\n'),
    ])
    const [first, second, third] = await read(content, 'text')
    expect([first, third]).toMatchObject([{ text: 'good' }, { text: 'fine' }])
    expect(second).toEqual({ is: 'unreadable', line: 2, endByte: 8, why: 'it is not UTF-8' })
  })

  test('a line without an end is not read into memory for ever', async () => {
    // 256 MiB: kept, and copied with every chunk, it would take minutes.
    const endless = async function* () {
      for (let chunk = 0; chunk < 4_096; chunk++) yield Buffer.alloc(65_536, 'x')
    }
    const rows: Row[] = []
    for await (const row of readRows(endless(), { name: 'endless', format: 'text', column: 'text' }))
      rows.push(row)
    expect(rows).toMatchObject([{ is: 'unreadable', line: 1, endByte: 4_096 * 65_536 }])
  })

  test.each<RowFormat>(['text', 'tsv', 'csv', 'ndjson'])(
    '%s: of a row that is too long nothing is kept, and the rows after it are read',
    async format => {
      const rows = await read(`text\n${'x'.repeat(1_200_000)}\nfine\n`, format, 'text', 65_536)
      const [huge, fine] = rows.slice(-2)
      expect(huge).toMatchObject({ is: 'unreadable', line: 2, why: 'it is longer than 1048576 bytes' })
      expect(fine).toMatchObject(format === 'ndjson' ? { line: 3 } : { line: 3, text: 'fine' })
    },
  )
})

describe('TSV', () => {
  test('a quote is a quote, wherever it stands', async () => {
    const content = 'label\ttext\n1\t"never closed\n2\tshe said "no" and left"\n3\t"quoted"\n'
    expect(await texts(content, 'tsv')).toEqual(['"never closed', 'she said "no" and left"', '"quoted"'])
  })

  test('a row that is too short has an empty text', async () => {
    expect(await texts('label\ttext\nx\n\n1\tok\n', 'tsv')).toEqual(['', '', 'ok'])
  })

  test('the column is found by its name', async () => {
    expect(await texts('comment\tlabel\nhello\t1\n', 'tsv', 'comment')).toEqual(['hello'])
  })

  test('where the column is missing, those that are there are listed', async () => {
    await expect(read('label\ttweet\n1\thi\n', 'tsv')).rejects.toThrow(
      'messages has no column "text": its first line names "label", "tweet"',
    )
  })

  test.each<RowFormat>(['tsv', 'csv'])('an empty %s is said to lack its first line', async format => {
    await expect(read('', format)).rejects.toThrow(
      /messages is empty: its first line should name the columns/,
    )
  })
})

describe('CSV', () => {
  test('quoted cells hold commas, doubled quotes and line ends', async () => {
    const content = 'label,text\n1,"a, ""b""\nc"\n2,plain\n'
    expect(await read(content, 'csv')).toMatchObject([
      { line: 2, text: 'a, "b"\nc' },
      { line: 4, text: 'plain' },
    ])
  })

  test('a stray quote within a cell is a quote', async () => {
    expect(await texts('label,text\n1,she said "no"\n2,ok\n', 'csv')).toEqual(['she said "no"', 'ok'])
  })

  test('a quote that is never closed costs its own row', async () => {
    expect(await read('label,text\n1,fine\n2,"open\n3,more\n', 'csv')).toMatchObject([
      { line: 2, text: 'fine' },
      { line: 3, is: 'unreadable', why: expect.stringContaining('opens a quote and does not close it') },
      { line: 4, text: 'more' },
    ])
  })

  test('a quote that is never closed in the first line is said to be there', async () => {
    await expect(read('label,"text\n1,fine\n', 'csv')).rejects.toThrow(
      /messages does not name its columns: of its first line, it opens a quote/,
    )
  })

  test('a row that is not UTF-8 is said to be so, and the others are read', async () => {
    const content = Buffer.from('text\ncafé\nfine\n"two\nlinés"\nlast\n', 'latin1')
    expect(await read(content, 'csv')).toMatchObject([
      { line: 2, is: 'unreadable', why: 'it is not UTF-8' },
      { line: 3, text: 'fine' },
      { line: 4, is: 'unreadable', why: 'it is not UTF-8' },
      { line: 6, text: 'last' },
    ])
  })
})

describe('NDJSON', () => {
  test('a row without the field says what is wrong with it, and the others are read', async () => {
    const rows = await read(
      '{"text":"a"}\n{"txt":"b"}\n{"text":7}\n[1]\nnull\n{oops\n{"text":"c"}\n',
      'ndjson',
    )
    expect(rows.map(row => (row.is === 'text' ? row.text : row.why))).toEqual([
      'a',
      'it is no JSON object with a string "text"',
      'it is no JSON object with a string "text"',
      'it is no JSON object with a string "text"',
      'it is no JSON object with a string "text"',
      expect.stringMatching(/^it is not JSON: /),
      'c',
    ])
  })

  test('a field of every object is no field of a row', async () => {
    expect(await read('{}\n', 'ndjson', 'constructor')).toMatchObject([{ is: 'unreadable' }])
  })
})

describe('several columns', () => {
  const columns = [
    { name: 'text', cure: 'Give --text' },
    { name: 'label', cure: 'Give --label', isScalar: true },
  ]
  const cells = async (content: string, format: RowFormat) => {
    const rows: CellRow[] = []
    for await (const row of readCells(chunked(Buffer.from(content)), { name: 'messages', format, columns }))
      rows.push(row)
    return rows.map(row => (row.is === 'cells' ? row.cells : row.why))
  }

  test.each<[RowFormat, string]>([
    ['tsv', 'label\tid\t text \n1\tx\thello\n2\n'],
    ['csv', 'label,id, text \n1,x,hello\n2\n'],
  ])('%s: cells come in the order asked for; what a row lacks is undefined', async (format, content) => {
    expect(await cells(content, format)).toEqual([
      ['hello', '1'],
      [undefined, '2'],
    ])
  })

  test('NDJSON: a label may be a number or a boolean, a text may not', async () => {
    const content =
      '{"text":"a","label":1}\n{"text":"b","label":true}\n{"text":2,"label":"c"}\n{"text":"d","label":null}\n'
    expect(await cells(content, 'ndjson')).toEqual([
      ['a', '1'],
      ['b', 'true'],
      'it is no JSON object with a string "text"',
      'it is no JSON object with a string, number or boolean "label"',
    ])
  })

  test.each([
    ['a missing one', 'text\tmood\n', 'no column "label": its first line names "text", "mood". Give --label'],
    ['one that stands twice', 'text\tlabel\ttext\n', 'two columns "text" (the ones numbered 1 and 3)'],
    ['no line at all', '', 'its first line should name the columns, among them "text", "label"'],
  ])('%s fails the file and says what to do', async (_, content, message) => {
    await expect(cells(content, 'tsv')).rejects.toThrow(message)
  })

  test('a thousand titles are not all listed', async () => {
    const titles = [...Array(1_000).keys()].join('\t')
    await expect(cells(`${titles}\n`, 'tsv')).rejects.toThrow(/"18", "19" and 980 more/)
  })
})
