import { describe, expect, test } from 'vitest'
import { against } from './against.ts'
import { roomtone } from './run.ts'

const mood = {
  room: 'demo',
  grain: 'total',
  n: 8,
  negative: 1,
  neutral: 3,
  positive: 4,
  unsure: 2,
  questions: 3,
  flagged: 1,
  score: 0.31,
}

describe('client', () => {
  test('a problem is told in its own words', async () => {
    const { run } = await against(() => ({ status: 422, body: { detail: '/text: text is empty' } }))
    expect(await run(['post', 'demo', ' '])).toEqual({
      code: 1,
      stdout: '',
      stderr: 'roomtone: /text: text is empty\n',
    })
  })

  test('a stack that wants a token, or another one, says where to put it', async () => {
    const without = await against(() => ({ status: 401, body: { detail: 'a token is needed' } }))
    expect((await without.run(['mood', 'demo'])).stderr).toMatch(
      /a token is needed; give a token in ROOMTONE_TOKEN/,
    )
    const other = await against(() => ({ status: 403, body: { detail: 'not for this room' } }))
    expect((await other.run(['mood', 'demo'], { ROOMTONE_TOKEN: 'abc' })).stderr).toMatch(
      /names a room and scopes/,
    )
    expect(other.asked[0]!.token).toBe('Bearer abc')
  })

  test('another program on that port is taken for what it is', async () => {
    for (const status of [200, 404]) {
      const { run } = await against(() => ({ status, body: '<html>hello</html>' }))
      const { code, stderr } = await run(['mood', 'demo'])
      expect(code).toBe(1)
      expect(stderr).toMatch(/answers, but not as roomtone does/)
    }
  })

  test('a stack that hangs up is reported as that', async () => {
    const { run } = await against(() => ({ status: 200, hangUp: true }))
    expect((await run(['mood', 'demo'])).stderr).toMatch(/the connection to http:.* failed/)
  })
})

describe('post and erase', () => {
  test('post joins words, sends what was given and prints the key', async () => {
    const { run, asked } = await against(() => ({
      status: 202,
      body: { messages: [{ key: 'K', source: 'app', id: 'q-1', postedAt: 1 }] },
    }))
    const { code, stdout } = await run(['post', 'Q&A #1/2', 'so', 'good', '--id', 'q-1', '--author', 'Ana'])
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'K\n' })
    expect(asked).toMatchObject([
      {
        method: 'POST',
        path: '/v1/rooms/Q&A #1/2/messages',
        body: { text: 'so good', id: 'q-1', author: 'Ana' },
      },
    ])
  })

  test('erase names a message by its id, or by its key', async () => {
    const { run, asked } = await against(() => ({ status: 204 }))
    const other = 'a'.repeat(40)
    expect((await run(['erase', 'demo', '--id', 'q-1', '--source', 'chat'])).code).toBe(0)
    expect((await run(['erase', 'demo', other])).code).toBe(0)
    expect(asked.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'DELETE /v1/rooms/demo/sources/chat/messages/q-1',
      `DELETE /v1/rooms/demo/messages/${other}`,
    ])
  })
})

describe('mood', () => {
  test('--json is the mood as the API gives it', async () => {
    const body = { ...mood, windows: [] }
    const { run, asked } = await against(() => ({ status: 200, body }))
    const { stdout } = await run([
      'mood',
      'demo',
      '--json',
      '--grain',
      'hour',
      '--from',
      '2026-11-22T09:00:00Z',
    ])
    expect(JSON.parse(stdout)).toEqual(body)
    expect(asked[0]!.path).toBe('/v1/rooms/demo/mood?from=1795338000000&grain=hour')
  })

  test('the picture has every label with its count and share', async () => {
    const { run } = await against(() => ({
      status: 200,
      body: { ...mood, room: 'de\u001bmo', windows: [{ ...mood, start: 1_763_800_020_000 }] },
    }))
    const lines = (await run(['mood', 'demo'])).stdout.split('\n')
    expect(lines[0]).toBe('de\\x1bmo: 8 messages')
    expect(lines[1]).toMatch(/^positive {2}█{15} {15} +4 +50 %$/)
    expect(lines[2]).toMatch(/^neutral {3}█{11} +3 +38 %$/)
    expect(lines[3]).toMatch(/^negative {2}█{4} +1 +13 %$/)
    expect(lines[4]).toBe('3 questions · 1 flagged')
    expect(lines[5]).toBe('unsure 25 % · score +0.310 · never counted')
    expect(lines[6]).toBe(
      '2025-11-22 08:27 UTC  n 8: 4 positive, 3 neutral, 1 negative · 3 questions · 1 flagged · score +0.310',
    )
  })

  test('the picture says which models counted, and of how many nobody knows', async () => {
    const models = { 'sentiment@f1f95cc': 4, 'na\u001bno@5a3e91b': 3 }
    const { run } = await against(() => ({ status: 200, body: { ...mood, models, windows: [] } }))
    expect((await run(['mood', 'demo'])).stdout).toContain(
      '\n4 by sentiment@f1f95cc · 3 by na\\x1bno@5a3e91b · 1 by a model unknown\n',
    )
  })

  test('the picture says nothing of questions and flags where there are none, or none were told', async () => {
    const body = {
      ...mood,
      questions: 0,
      flagged: 0,
      windows: [{ ...mood, questions: 0, flagged: 0, start: 0 }],
    }
    const { run } = await against(() => ({ status: 200, body }))
    const { stdout } = await run(['mood', 'demo'])
    expect(stdout).not.toMatch(/question|flagged/)
  })

  test('--watch into a pipe is a line of JSON for every change, until Ctrl-C, which is no failure', async () => {
    let n = 0
    const { url } = await against(() => ({
      status: 200,
      body: { ...mood, n: Math.min(++n, 2), windows: [] },
    }))
    let looks = 0
    const ended = roomtone(['mood', 'demo', '--watch', '--url', url], {
      onStdout: () => (++looks === 2 ? 'SIGINT' : undefined),
    })
    const { code, stdout } = await ended
    expect(code).toBe(0)
    expect(
      stdout
        .trim()
        .split('\n')
        .map(line => JSON.parse(line).n),
    ).toEqual([1, 2])
  })
})
