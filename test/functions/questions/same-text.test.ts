import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sameText } from '../../../functions/questions/same-text.ts'

test.each([
  ['Will this be recorded?', 'will this be RECORDED'],
  ['Will this be recorded?', '  Will  this be\nrecorded ?? '],
  ['Will this be recorded?', 'Will this, be recorded!?'],
  ['Will this be recorded?', '“Will this be recorded?”'],
  ['Wird das aufgezeichnet?', 'WIRD DAS AUFGEZEICHNET'],
  ['what’s for lunch', "What's for lunch?"],
  ['¿Habrá café?', 'habrá café'],
  ['会議は録画されますか？', '会議は録画されますか'],
  ['Ｗｈｙ？', 'why'],
  ['wh\u200by', 'why'],
])('%j is the same question as %j', (a, b) => {
  expect(sameText(a)).toBe(sameText(b))
})

test.each([
  ['Is C# supported?', 'Is C supported?'],
  ['Is C++ supported?', 'Is C supported?'],
  ['Is it 3.5 or 35?', 'Is it 35 or 35?'],
  ['Why now', 'Why not'],
  ['???', '!!!'],
  ['🎉', '😡'],
  ['👩‍💻', '👨‍💻'],
  ['wurden', 'würden'],
])('%j is another question than %j', (a, b) => {
  expect(sameText(a)).not.toBe(sameText(b))
})

test('the form of a form is itself, and never empty where there is a character to see', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), text => {
      expect(sameText(sameText(text))).toBe(sameText(text))
      if (text.trim() !== '') expect(sameText(text)).not.toBe('')
    }),
  )
})
