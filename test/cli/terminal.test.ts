import { assert as check, property, string } from 'fast-check'
import { expect, test } from 'vitest'
import { clip, plural, printable, printableLines, toJson } from '../../cli/terminal.ts'

const OBEYED = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069\u200b\u200e\u200f\ufeff]/u
const anyText = string({ unit: 'binary' })

test('what a terminal would obey is shown instead', () => {
  expect(printable('\u001b[2J\u001b]0;title\u0007 \u009b31m \u202eevil \u0000')).toBe(
    '\\x1b[2J\\x1b]0;title\\x07 \\x9b31m \\u{202e}evil \\x00',
  )
})

test('no text whatever comes out of printable or toJson with a character that a terminal obeys', () => {
  check(
    property(anyText, text => {
      expect(printable(text)).not.toMatch(OBEYED)
      expect(toJson({ text })).not.toMatch(OBEYED)
    }),
    { numRuns: 2_000 },
  )
})

test('toJson parses to the value that went in', () => {
  const values = ['\u001b\u009b\u202e\u{e0001}', '\ud800', { a: ['\n', '\u2028'] }]
  for (const value of values) {
    expect(JSON.parse(toJson(value))).toEqual(value)
    expect(JSON.parse(toJson(value, 2))).toEqual(value)
  }
})

test('plain text and emoji, joined ones too, stay as they are', () => {
  const text = 'Olá, café 你好 👩‍👩‍👧 ❤️ می‌خواهم'
  expect(printable(text)).toBe(text)
})

test('printableLines keeps lines and nothing else', () => {
  expect(printableLines('a\r\nb\n\u001bc\rd')).toBe('a\nb\n\\x1bc\\rd')
})

test('clip cuts between characters, never within one', () => {
  expect(clip('👍👍👍👍', 3)).toBe('👍👍…')
  expect(clip('short', 5)).toBe('short')
})

test('plural speaks of one and many', () => {
  expect([plural(0, 'row'), plural(1, 'row'), plural(1234, 'row')]).toEqual(['0 rows', '1 row', '1,234 rows'])
})
