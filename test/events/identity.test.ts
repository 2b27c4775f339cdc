import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { identityIn } from '../../events/identity.ts'
import { readMessage } from '../../events/message.ts'

const event = { specversion: '1.0', subject: 'hall', source: 'chat', id: 'q-1' }

describe('as much of an identity is read as can be', () => {
  test.each([
    ['{"room":"hall","id":"q-1","text":""}', { room: 'hall', source: 'app', id: 'q-1' }],
    ['{"room":"hall","source":"chat","id":"q-1"}', { room: 'hall', source: 'chat', id: 'q-1' }],
    ['{"room":"hall"}', { room: 'hall' }],
    ['{"id":"q-1"}', { id: 'q-1' }],
    ['{"room":"hall","id":17}', { room: 'hall' }],
    ['{"room":"..","id":"q-1"}', { id: 'q-1' }],
    ['{"room":"hall","id":"q-1","source":7}', { room: 'hall', id: 'q-1' }],
    ['{"room":"e\u0301","id":"q-1"}', { room: '\u00e9', source: 'app', id: 'q-1' }],
    [JSON.stringify(event), { room: 'hall', source: 'chat', id: 'q-1' }],
    [JSON.stringify({ ...event, room: 'other', subject: 7 }), { source: 'chat', id: 'q-1' }],
    ['{"room":"hall","id":"q-1"', {}],
    ['{"room":"hall","room":"hall","id":"q-1"}', {}],
    ['["hall"]', {}],
    ['null', {}],
    ['', {}],
  ])('%s', (body, identity) => {
    expect(identityIn(Buffer.from(body))).toEqual(identity)
  })

  test('of bytes that are no UTF-8 nothing is', () => {
    expect(identityIn(Buffer.from('{"room":"hall","id":"\xff"}', 'latin1'))).toEqual({})
  })

  test('also of a body that is too large to be a message', () => {
    const body = JSON.stringify({ room: 'hall', id: 'q-1', text: 'x'.repeat(100_000) })
    expect(identityIn(Buffer.from(body))).toEqual({ room: 'hall', source: 'app', id: 'q-1' })
  })
})

test('whatever is a message has the identity that it is counted under', () => {
  const words = fc.string({ minLength: 1, maxLength: 10 })
  const bare = fc.record(
    { room: words, source: words, id: words, text: words, postedAt: fc.nat() },
    { requiredKeys: ['room', 'id', 'text', 'postedAt'] },
  )
  fc.assert(
    fc.property(bare, message => {
      const bytes = Buffer.from(JSON.stringify(message))
      const read = readMessage(bytes)
      fc.pre(read.is === 'message')
      const { room, source, id } = read.is === 'message' ? read.message : { room: '', source: '', id: '' }
      expect(identityIn(bytes)).toEqual({ room, source, id })
    }),
  )
})
