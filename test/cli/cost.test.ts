import { expect, test } from 'vitest'
import { roomtone } from './run.ts'

const cost = (...args: string[]) => roomtone(['cost', ...args])

test('prints what a million messages and a month cost, with the fill of a batch', async () => {
  const { code, stdout, stderr } = await cost('--rate', '10/s', '--profile', 'thrifty')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  for (const line of [
    /a batch holds 11\.0 messages/,
    /^write units a second: 31\.2 in the table, 10\.0 in its index; .* keep 45 and 15 ready/m,
    /^DynamoDB +\d/m,
    /^all in, without viewers +\d/m,
    /25% of them questions with a vector/,
    /^a panel of questions, open for an hour: \d/m,
    /Comprehend: 300/,
  ])
    expect(stdout).toMatch(line)
})

test('600 a minute are 10 a second, in JSON too', async () => {
  const [minute, second] = await Promise.all([
    cost('--rate', '600/min', '--json'),
    cost('--rate', '10/s', '--json'),
  ])
  expect(JSON.parse(minute.stdout)).toEqual(JSON.parse(second.stdout))
})

test.each([
  ['no rate', [], /required option '--rate <rate>'/],
  ['a rate without a time', ['--rate', '10'], /give messages and a time, such as 10\/s/],
  ['a rate below nothing', ['--rate', '-10/s'], /give messages and a time/],
  ['a rate of nothing', ['--rate', '0/s'], /give messages and a time/],
  ['a rate by an unknown time', ['--rate', '10/fortnight'], /give messages and a time/],
  ['a rate that nobody has', ['--rate', '1000000/s'], /100,000\/s at the most/],
  ['an unknown profile', ['--rate', '10/s', '--profile', 'cheap'], /Allowed choices are live, thrifty/],
  ['an unknown source', ['--rate', '10/s', '--source', 'sns'], /Allowed choices are sqs, kafka, http/],
  ['an unknown region', ['--rate', '10/s', '--region', 'mars-1'], /Allowed choices are us-east-1/],
  ['less memory than there is', ['--rate', '10/s', '--memory', '64'], /a whole number from 128 to 10240/],
  ['a fill below one', ['--rate', '10/s', '--fill', '0.5'], /give messages a batch, from 1 to 10,000/],
  ['a text longer than is taken', ['--rate', '10/s', '--length', '2001'], /a whole number from 1 to 2000/],
  [
    'more questions than messages',
    ['--rate', '10/s', '--questions', '1.5'],
    /a share from 0 to 1, such as 0\.25/,
  ],
  ['no share at all', ['--rate', '10/s', '--questions', 'many'], /a share from 0 to 1/],
  ['half a panel', ['--rate', '10/s', '--hosts', '0.5'], /a whole number from 0 to 10000000/],
  ['a typo', ['--rate', '10/s', '--romos', '3'], /Did you mean --rooms\?/],
])('usage: %s exits 2 and says what to give', async (_, args, message) => {
  const { code, stdout, stderr } = await cost(...args)
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toMatch(message)
})
