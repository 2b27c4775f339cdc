import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import { roomtone } from './run.ts'

const commands = [
  'start',
  'post',
  'feed',
  'label',
  'eval',
  'mood',
  'messages',
  'questions',
  'similar',
  'audit',
  'dlq',
  'erase',
  'token',
  'consume',
  'cost',
  'rewind',
]

test('--help names every command, on stdout', async () => {
  const { code, stdout, stderr } = await roomtone(['--help'])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  for (const command of commands) expect(stdout).toMatch(new RegExp(`^  ${command} `, 'm'))
})

test.each(commands)('%s --help shows its usage and loads', async command => {
  const { code, stdout, stderr } = await roomtone([command, '--help'])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toContain(`Usage: roomtone ${command} `)
  expect((await roomtone(['help', command])).stdout).toBe(stdout)
})

test('--version is that of package.json', async () => {
  expect(await roomtone(['--version'])).toEqual({ code: 0, stdout: `${manifest.version}\n`, stderr: '' })
})

test.each([
  ['a typo suggests the command that was meant', ['feeed'], /Did you mean feed\?/],
  ['a typo below dlq too', ['dlq', 'shwo', 'x'], /Did you mean show\?/],
  ['help for no command', ['help', 'nonsense'], /unknown command 'nonsense'/],
  ['no command', [], /Usage: roomtone/],
  ['an unknown option', ['mood', 'demo', '--wacth'], /Did you mean --watch\?/],
  ['a missing argument', ['mood'], /missing required argument 'room'/],
  ['a missing option', ['feed', 'x.tsv'], /required option '--room <room>'/],
  ['a URL that is none', ['mood', 'demo', '--url', 'localhost'], /give a URL such as http:/],
  ['a time that is none', ['mood', 'demo', '--from', 'yesterday'], /give a time such as/],
  ['a rate that is none', ['feed', 'x', '--room', 'r', '--rate', 'fast'], /messages a second/],
  ['an unknown kind', ['messages', 'demo', '--kind', 'answer'], /Allowed choices are question, comment/],
  ['a limit that is none', ['messages', 'demo', '--limit', '0'], /give a whole number from 1 up/],
  [
    'a sorted list too long',
    ['messages', 'r', '--sort', 'negative', '--limit', '101'],
    /shows 100 at the most/,
  ],
  [
    'a group that is none',
    ['questions', 'demo', '--open', 'first'],
    /give the number of a group, such as 1, or the key/,
  ],
  ['more near groups than are told', ['similar', 'r', 'why', '--limit', '21'], /--limit is 20 at the most/],
  ['an unknown reason', ['dlq', 'ls', '--reason', 'bad'], /Allowed choices are too-large/],
  ['replay without saying what', ['dlq', 'replay'], /give ids, or --reason, --room, --from, --to or --all/],
  ['replay with ids and a filter', ['dlq', 'replay', 'abc', '--all'], /not both/],
  ['rewind to nowhere', ['rewind', '--topic', 't', '--from', 'noon'], /give an offset such as 0, or a time/],
  [
    'a way to log in that is none',
    ['consume', 'kafka', '--sasl', 'gssapi'],
    /Allowed choices are plain, scram/,
  ],
  ['erase without key or id', ['erase', 'demo'], /give the key of the message, or its --id/],
  ['erase with something that is no key', ['erase', 'demo', 'q-17'], /no message key.*--id/],
])('usage: %s exits 2 and says so on stderr', async (_, args, message) => {
  const { code, stdout, stderr } = await roomtone(args)
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toMatch(message)
})

test('where no stack runs, every command says how to start one and exits 1', async () => {
  for (const args of [
    ['post', 'demo', 'hi'],
    ['mood', 'demo'],
    ['messages', 'demo'],
    ['questions', 'demo'],
    ['similar', 'demo', 'why'],
    ['audit'],
    ['dlq', 'ls'],
    ['erase', 'demo', '--id', 'x'],
  ]) {
    const { code, stdout, stderr } = await roomtone(args, { env: { ROOMTONE_URL: 'http://127.0.0.1:4009' } })
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toBe(
      'roomtone: nothing answers at http://127.0.0.1:4009: start it with `npm start`, or give --url\n',
    )
  }
})

test('an older Node hands over to the one in node_modules', () => {
  // cli/bin.js must parse on Node 20: no import attributes, no type syntax, no static import of the program.
  const source = execFileSync(process.execPath, ['--check', 'cli/bin.js'], { encoding: 'utf8' })
  expect(source).toBe('')
})
