import { describe, expect, test } from 'vitest'
import { nothing } from '../../functions/pipeline/mood.ts'
import { against } from './against.ts'
import { roomtone } from './run.ts'

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
