import { expect, test } from 'vitest'
import { addressOf, readAddress, readToken } from '../../widget/dashboard/address.ts'
import { embedSnippet } from '../../widget/dashboard/embed-snippet.ts'
import { postCommand } from '../../widget/post-command.ts'

const at = (path: string) => new URL(path, 'http://127.0.0.1:4000')

test('a room is read from the path and from the query alike', () => {
  expect(readAddress(at('/rooms/q%2Fa?minutes=15'))).toEqual({ room: 'q/a', minutes: '15' })
  expect(readAddress(at('/?room=q%2Fa'))).toEqual({ room: 'q/a', minutes: '60' })
  expect(readAddress(at('/'))).toEqual({ room: '', minutes: '60' })
  expect(readAddress(at('/rooms/%E0%A4%A'))).toMatchObject({ room: '%E0%A4%A' })
})

test('an address leads back to its choice, in the form that the page was opened with', () => {
  for (const current of ['/', '/?room=x', '/rooms/x'])
    for (const choice of [
      { room: 'all-hands', minutes: '60' },
      { room: 'Fragen & Antworten #1', minutes: 'all' },
      { room: '', minutes: '15' },
    ])
      expect(readAddress(at(addressOf(choice, at(current))))).toEqual(choice)
  expect(addressOf({ room: 'b', minutes: '60' }, at('/rooms/a'))).toBe('/rooms/b')
  expect(addressOf({ room: 'b', minutes: '60' }, at('/?room=a'))).toBe('/?room=b')
})

test('a token is read from behind the #', () => {
  expect(readToken('#token=abc.def-g_h')).toBe('abc.def-g_h')
  expect(readToken('')).toBe('')
})

test('no name of a room breaks out of the command or the snippet that show it', () => {
  const room = `it's "on" & $(reboot) <b>`
  const [line = ''] = postCommand('http://127.0.0.1:4000', room, true).split(' \\')
  expect(line.match(/'/g)).toHaveLength(2)
  expect(embedSnippet('http://127.0.0.1:4000', room)).toContain(
    `room="it's &quot;on&quot; &amp; $(reboot) <b>"`,
  )
  expect(postCommand('http://127.0.0.1:4000', room, true)).toContain('$ROOMTONE_TOKEN')
})
