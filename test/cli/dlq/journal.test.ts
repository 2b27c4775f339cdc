import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { beginJournal, openJournal } from '../../../cli/dlq/journal.ts'

const replaying = { url: 'http://127.0.0.1:4000', wanted: { reason: 'bad-shape', state: 'open', to: 17 } }
let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'roomtone-'))
  file = join(folder, 'journal')
})
afterEach(() => rmSync(folder, { recursive: true }))

test('what was noted is read again: the letters after the last page that was done', () => {
  const journal = beginJournal(file, replaying)
  journal.noteDone(['a', 'b'])
  journal.notePage('p1')
  journal.noteDone(['c'])
  expect(openJournal(file)).toMatchObject({ replaying, cursor: 'p1', done: new Set(['c']) })
})

test('a line that was cut short is forgotten, and what is noted then stands after what was whole', () => {
  beginJournal(file, replaying).noteDone(['a'])
  appendFileSync(file, '{"key":"b')
  const journal = openJournal(file)
  expect(journal.done).toEqual(new Set(['a']))
  journal.noteDone(['c'])
  expect(openJournal(file).done).toEqual(new Set(['a', 'c']))
})

test('a journal that is there is not begun again, and stays as it is', () => {
  beginJournal(file, replaying).noteDone(['a'])
  const before = readFileSync(file)
  expect(() => beginJournal(file, replaying)).toThrow(/go on with --resume, name another with --journal/)
  expect(readFileSync(file)).toEqual(before)
})

test('a journal that is done is gone', () => {
  beginJournal(file, replaying).remove()
  expect(() => openJournal(file)).toThrow(/there is no journal .* nothing to resume/)
})

test.each([
  ['an empty file', '', /is not the journal of a replay/],
  ['a header that was cut short', '{"replay":1', /is not the journal of a replay/],
  ['another file', 'text,label\nhello,1\n', /is not the journal of a replay/],
  ['a newer journal', '{"replay":2,"url":"u","wanted":{}}\n', /is not the journal of a replay/],
  ['a letter among exported ones', '{"key":"a","body":""}\n', /is not the journal of a replay/],
  [
    'a line that is none of ours',
    '{"replay":1,"url":"u","wanted":{}}\n{"x":1}\n{"key":"a"}\n',
    /damaged at line 2/,
  ],
])('%s is refused, with what to do, and left as it is', (_, text, why) => {
  writeFileSync(file, text)
  expect(() => openJournal(file)).toThrow(why)
  expect(readFileSync(file, 'utf8')).toBe(text)
})

test('a journal that cannot be written names the cure', () => {
  expect(() => beginJournal(join(folder, 'no', 'such'), replaying)).toThrow(
    /name another file with --journal/,
  )
})
