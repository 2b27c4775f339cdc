import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseJson } from '../../events/json.ts'

const why = (text: string) => {
  const parsed = parseJson(text)
  return parsed.ok ? undefined : parsed.why
}

/** A __proto__ key is refused on purpose; everything else that JSON.stringify writes is read. */
const hasProto = (json: string) => json.includes('"__proto__"')

describe('parseJson', () => {
  test('reads whatever JSON.stringify writes, as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), json => {
        fc.pre(!hasProto(json))
        expect(parseJson(json)).toEqual({ ok: true, value: JSON.parse(json) })
      }),
    )
  })

  test('never throws, and reads nothing that JSON.parse refuses', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'{}[]",:\\ u0a1e-.tn') }), text => {
        if (!parseJson(text).ok) return
        expect(() => JSON.parse(text)).not.toThrow()
      }),
      { numRuns: 2_000 },
    )
  })

  test.each([
    ['a key twice', '{"a":1,"a":2}', /"a" stands twice/],
    ['a key twice, once escaped', '{"a":1,"\\u0061":2}', /"a" stands twice/],
    ['a key twice, deep inside', '[{"x":{"a":1,"b":[],"a":2}}]', /"a" stands twice/],
    ['__proto__', '{"__proto__":{"admin":true}}', /__proto__/],
    ['nesting past the limit', '['.repeat(17) + ']'.repeat(17), /nested more than 16 deep/],
    ['16,000 brackets', '['.repeat(16_000), /nested more than 16 deep/],
    ['JSON cut short', '{"text":"hello', /./],
    ['nothing', '', /./],
    ['two documents', '{} {}', /./],
    ['a comment', '{/* hi */}', /./],
    ['a trailing comma', '{"a":1,}', /./],
  ])('refuses %s', (_, text, reason) => expect(why(text)).toMatch(reason))

  test('the same key in two objects, brackets within strings and a byte-order mark are fine', () => {
    expect(parseJson('\ufeff{"a":{"k":1},"b":{"k":"[[[[[[[[[[[[[[[[[[[["}}')).toEqual({
      ok: true,
      value: { a: { k: 1 }, b: { k: '[[[[[[[[[[[[[[[[[[[[' } },
    })
  })

  test('an object read from JSON has the prototype of every object', () => {
    parseJson('{"__proto__":{"admin":true}}')
    parseJson('{"constructor":{"prototype":{"admin":true}}}')
    expect(({} as { admin?: boolean }).admin).toBeUndefined()
  })
})
