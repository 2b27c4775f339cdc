import { afterEach, describe, expect, test } from 'vitest'
import { nothing } from '../../functions/pipeline/mood.ts'
import { roomtone } from './run.ts'
import { type Answered, type Asked, stubApi } from './stub-api.ts'

const opened: { close(): void }[] = []
afterEach(() => {
  for (const stub of opened.splice(0)) stub.close()
})

/** Runs commands against a stub that answers as given. */
const against = async (answer: (asked: Asked) => Answered) => {
  const stub = await stubApi(answer)
  opened.push(stub)
  return {
    asked: stub.asked,
    url: stub.url,
    run: (args: string[], env: Record<string, string> = {}) =>
      roomtone(args, { env: { ROOMTONE_URL: stub.url, ...env } }),
  }
}

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
    const stub = await stubApi(() => ({ status: 200, body: { ...mood, n: Math.min(++n, 2), windows: [] } }))
    opened.push(stub)
    let looks = 0
    const ended = roomtone(['mood', 'demo', '--watch', '--url', stub.url], {
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

describe('audit', () => {
  const tally = { ...nothing, n: 1, negative: 1, questions: 1, score: -900 }
  const drift = { window: 29396666, counted: { ...tally, n: 2 }, actual: tally, repaired: false }
  const report = { room: 'demo', messages: 1, minutes: 1, drift: [], unsettled: [] }

  test('without drift it exits 0, for every room where none is named', async () => {
    const { run, asked } = await against(({ path }) =>
      path === '/v1/rooms'
        ? { status: 200, body: { rooms: ['demo', 'b'] } }
        : { status: 200, body: { ...report, room: path.split('/')[3] } },
    )
    const { code, stdout } = await run(['audit', '--json'])
    expect(code).toBe(0)
    expect(
      stdout
        .trim()
        .split('\n')
        .map(line => JSON.parse(line)),
    ).toEqual([report, { ...report, room: 'b' }])
    expect(asked.map(({ path }) => path)).toEqual(['/v1/rooms', '/v1/rooms/demo/audit', '/v1/rooms/b/audit'])
  })

  /** A part of an audit, of which there are so many more. */
  const partOf = (room: string, left: number) => ({
    ...{ ...report, room, messages: 1_000, minutes: 10, drift: [{ ...drift, window: 29396666 + left }] },
    ...(left > 0 && { rest: { before: (29396666 + left) * 60_000, inDoubt: false } }),
  })

  test('that comes in parts is asked for until its end, and told as one', async () => {
    let left = 3
    const { run, asked } = await against(() => ({ status: 200, body: partOf('demo', --left) }))
    const { code, stdout } = await run(['audit', 'demo', '--json'])
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({ messages: 3_000, minutes: 30, drift: [{}, {}, {}] })
    expect(JSON.parse(stdout)).not.toHaveProperty('rest')
    expect(asked.map(({ body }) => body)).toEqual([
      { repair: false },
      { repair: false, rest: partOf('demo', 2).rest },
      { repair: false, rest: partOf('demo', 1).rest },
    ])
  })

  test('that is interrupted, or fails, says what it has found and how far it came', async () => {
    const { asked, run } = await against(({ path }) => {
      if (path === '/v1/rooms') return { status: 200, body: { rooms: ['a', 'b'] } }
      if (path === '/v1/rooms/a/audit') return { status: 200, body: { ...report, room: 'a' } }
      return asked.length > 4
        ? { status: 503, body: { detail: 'throttled' } }
        : { status: 200, body: partOf('b', 9) }
    })
    const failed = await run(['audit'])
    expect(failed.code).toBe(1)
    expect(failed.stderr).toContain('roomtone: throttled')
    expect(failed.stdout).toMatch(
      /a: no drift.*\nb: 2 drifts; 2,000 messages in 20 minutes, back to 2025-11-22 08:35:00\n/,
    )
    const endless = await against(({ path }) => {
      if (path === '/v1/rooms') return { status: 200, body: { rooms: ['a', 'b'] } }
      const room = path.split('/')[3]!
      return { status: 200, body: room === 'a' ? { ...report, room } : { ...partOf(room, 9), drift: [] } }
    })
    const env = { ROOMTONE_URL: endless.url }
    const { code, stdout, stderr } = await roomtone(['audit'], { env, onStdout: () => 'SIGINT' })
    expect(code).toBe(130)
    expect(stdout).toMatch(/^a: no drift.*\n(b: no drift; .* back to 2025.*\n)?$/)
    expect(stderr).toContain('stopped before the end: audit again')
  })

  test('drift exits 1; drift that was repaired exits 0', async () => {
    const { run, asked } = await against(({ body }) => ({
      status: 200,
      body: { ...report, drift: [{ ...drift, repaired: (body as { repair: boolean }).repair }] },
    }))
    const found = await run(['audit', 'demo'])
    expect(found.code).toBe(1)
    expect(found.stdout).toMatch(
      /1 drift.*\n.*2025-11-22T08:26: counted n 2 .*, is n 1 .*1 question, 0 flagged/,
    )
    const repaired = await run(['audit', 'demo', '--repair'])
    expect(repaired.code).toBe(0)
    expect(repaired.stdout).toContain('(repaired)')
    expect(asked.map(({ body }) => body)).toEqual([{ repair: false }, { repair: true }])
  })
})
