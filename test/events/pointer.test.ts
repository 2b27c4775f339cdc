import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { setIn } from '../../events/pointer.ts'

const set = (text: string, pointer: string, value: unknown) => setIn(text, [{ pointer, value }])

describe('a value is set where the pointer says', () => {
  test.each([
    ['{"id":1}', '/id', 'q-1', '{"id":"q-1"}'],
    ['{"a":1}', '/text', 'Hi', '{"a":1,"text":"Hi"}'],
    ['{}', '/text', 'Hi', '{"text":"Hi"}'],
    ['{"data":{"text":""}}', '/data/text', 'Hi', '{"data":{"text":"Hi"}}'],
    ['{"a/b":{"~":1}}', '/a~1b/~0', 2, '{"a/b":{"~":2}}'],
    ['{"~1":1}', '/~01', 2, '{"~1":2}'],
    ['{"":1}', '/', 2, '{"":2}'],
    ['[1,2]', '/1', 3, '[1,3]'],
    ['[1,2]', '/-', 3, '[1,2,3]'],
    ['{"a":[{"b":1}]}', '/a/0/b', { c: [] }, '{"a":[{"b":{"c":[]}}]}'],
    ['"twice"', '', { text: 'Hi' }, '{"text":"Hi"}'],
  ])('%s with %s = %j', (text, pointer, value, expected) => {
    const edited = set(text, pointer, value)
    expect(edited.ok && JSON.parse(edited.text)).toEqual(JSON.parse(expected))
  })

  test('and everything else is left as it is written: spaces, order, large numbers', () => {
    const text = '{ "z": 12345678901234567890,\n  "id" : 1, "a": "\\u00e9" }'
    expect(set(text, '/id', 'q')).toEqual({ ok: true, text: text.replace(': 1,', ': "q",') })
  })

  test('several are set in order, each in what the one before has made', () => {
    const settings = [
      { pointer: '/data', value: {} },
      { pointer: '/data/text', value: 'Hi' },
    ]
    const edited = setIn('{}', settings)
    expect(edited.ok && JSON.parse(edited.text)).toEqual({ data: { text: 'Hi' } })
  })
})

describe('where nothing can be set, it says why', () => {
  test.each([
    ['{"torn', '/id', /not JSON that can be edited in places/],
    ['{"a":1,"a":2}', '/a', /stands twice/],
    ['{}', 'text', /no JSON Pointer: it starts with "\/"/],
    ['{}', '/a~2', /no JSON Pointer/],
    ['{}', '/data/text', /there is no "data" at \//],
    ['{"a":1}', '/a/b', /at \/a there is neither an object nor a list/],
    ['[1]', '/2', /the list at \/ has no place "2"/],
    ['[1]', '/01', /has no place "01"/],
    ['[1]', '/x', /has no place "x"/],
    ['[[1]]', '/-/0', /has no place "-"/],
  ])('%s at %s', (text, pointer, why) => {
    expect(set(text, pointer, 1)).toEqual({ ok: false, why: expect.stringMatching(why) })
  })
})

const escaped = (key: string) => key.replaceAll('~', '~0').replaceAll('/', '~1')

test('whatever the keys and the value, what is set is what is read, and the rest stays', () => {
  const keys = fc.string({ unit: 'grapheme', maxLength: 5 }).filter(key => key !== '__proto__')
  const objects = fc.dictionary(keys, fc.jsonValue({ maxDepth: 2 }), { noNullPrototype: true })
  fc.assert(
    fc.property(objects, keys, fc.jsonValue({ maxDepth: 2 }), (object, key, value) => {
      // Refused at any depth, as in a message.
      fc.pre(!JSON.stringify([object, value]).includes('"__proto__"'))
      const edited = set(JSON.stringify(object), `/${escaped(key)}`, value)
      expect(edited.ok && JSON.parse(edited.text)).toEqual(
        JSON.parse(JSON.stringify({ ...object, [key]: value })),
      )
    }),
  )
})
