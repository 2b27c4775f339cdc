import { SignJWT, UnsecuredJWT } from 'jose'
import { describe, expect, test } from 'vitest'
import { secretBytes, signToken } from '../../../functions/api/token.ts'
import { routes } from '../../../schemas/api.ts'
import type { Route } from '../../../schemas/route.ts'
import { ask, NOW, problemOf, SECRET, standIn, token } from './stand-in.ts'

const MOOD = '/v1/rooms/all-hands/mood'
const DAY_MS = 86_400_000
const EVIL = 'http://evil.example'

const askMood = async (authorization: string | undefined, path = MOOD) =>
  ask(
    standIn({ onLoopback: false }).app,
    path,
    authorization === undefined ? {} : { headers: { authorization } },
  )

const jwt = (claims: Record<string, unknown>, alg = 'HS256', secret: Uint8Array = SECRET) =>
  new SignJWT(claims).setProtectedHeader({ alg }).sign(secret)

const claims = { room: 'all-hands', scope: 'read', exp: NOW / 1000 + 60 }

describe('a token', () => {
  test('opens its room for its scopes until it expires', async () => {
    expect((await askMood(`Bearer ${await token('all-hands', ['read'])}`)).status).toBe(200)
    expect((await askMood(`bearer ${await token('*', ['read', 'post'])}`)).status).toBe(200)
    const { app, clock } = standIn({ onLoopback: false })
    const headers = { authorization: `Bearer ${await token('all-hands', ['read'], { lastsMs: 60_000 })}` }
    clock.nowMs = NOW + 59_000
    expect((await ask(app, MOOD, { headers })).status).toBe(200)
    clock.nowMs = NOW + 60_000
    expect((await ask(app, MOOD, { headers })).status).toBe(401)
  })

  test('for a room that was composed otherwise opens it all the same', async () => {
    const authorization = `Bearer ${await token('café'.normalize('NFD'), ['read'])}`
    expect((await askMood(authorization, `/v1/rooms/${encodeURIComponent('café')}/mood`)).status).toBe(200)
  })

  test('that is missing is asked for', async () => {
    const answer = await askMood(undefined)
    expect(answer.status).toBe(401)
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="roomtone"')
    expect((await problemOf(answer)).detail).toContain('a token is needed')
  })

  const invalid: [string, () => Promise<string>, RegExp][] = [
    ['expired', () => token('all-hands', ['read'], { lastsMs: -1_000 }), /it has expired/],
    [
      'of another secret',
      () => token('all-hands', ['read'], { secret: secretBytes('x'.repeat(32)) }),
      /not signed here/,
    ],
    ['alg:none', async () => new UnsecuredJWT(claims).encode(), /not signed here/],
    ['HS512 with our secret', () => jwt(claims, 'HS512'), /not signed here/],
    ['without exp', () => jwt({ room: 'all-hands', scope: 'read' }), /not signed here/],
    ['made for 32 days', () => token('all-hands', ['read'], { lastsMs: 32 * DAY_MS }), /longer than 31 days/],
    [
      'for ever, and does not say since when',
      () => jwt({ ...claims, exp: NOW / 1000 + 32 * 86_400 }),
      /longer than 31 days/,
    ],
    [
      'for ever, as of the day before its end',
      () => jwt({ ...claims, iat: NOW / 1000 + 99 * 86_400, exp: NOW / 1000 + 100 * 86_400 }),
      /longer than 31 days/,
    ],
    ['not valid yet', () => jwt({ ...claims, nbf: NOW / 1000 + 30 }), /not signed here/],
    ['without room', () => jwt({ scope: 'read', exp: claims.exp }), /lacks the claims/],
    ['without scope', () => jwt({ room: 'all-hands', exp: claims.exp }), /lacks the claims/],
    ['with a list for its room', () => jwt({ ...claims, room: ['all-hands'] }), /lacks the claims/],
    ['garbage', async () => 'garbage', /not signed here/],
    ['garbage in three parts', async () => 'a.b.c', /not signed here/],
    [
      'with another payload under its signature',
      async () => {
        const [head, , signature] = (await token('other', ['read'])).split('.')
        return [head, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.')
      },
      /not signed here/,
    ],
  ]
  test.each(invalid)('%s is not valid', async (_, make, says) => {
    const answer = await askMood(`Bearer ${await make()}`)
    expect(answer.status).toBe(401)
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="roomtone", error="invalid_token"')
    expect((await problemOf(answer)).detail).toMatch(says)
  })

  test.each(['', 'Bearer', 'Bearer a b', 'Basic cm9vbTp0b25l', 'garbage'])(
    'is not what the header "Authorization: %s" holds',
    async authorization => expect((await askMood(authorization)).status).toBe(401),
  )

  test('for another room does not open this one', async () => {
    const answer = await askMood(`Bearer ${await token('other', ['read', 'post', 'moderate'])}`)
    expect(answer.status).toBe(403)
    expect((await problemOf(answer)).detail).toBe('the token is for room "other", not for "all-hands"')
  })

  test('with words that are no scopes has none', async () => {
    const answer = await askMood(`Bearer ${await jwt({ ...claims, scope: 'READ admin  reads' })}`)
    expect(answer.status).toBe(403)
  })

  test('is good for 31 days at the most, counted from when it was made', async () => {
    const { app, clock } = standIn({ onLoopback: false })
    const headers = {
      authorization: `Bearer ${await token('all-hands', ['read'], { lastsMs: 31 * DAY_MS })}`,
    }
    clock.nowMs = NOW + 30 * DAY_MS
    expect((await ask(app, MOOD, { headers })).status).toBe(200)
  })

  test('of a short secret is not made', () => {
    expect(() => secretBytes('short')).toThrow(/5 bytes, at least 32 are needed/)
  })
})

describe('every route that has a scope', () => {
  const guarded = Object.values<Route>(routes).filter(({ scope }) => scope)
  const pathOf = ({ path }: Route) => path.replace('{room}', 'all-hands').replace('{key}', 'k'.repeat(32))
  const cases = guarded.map(route => [route.method.toUpperCase(), pathOf(route), route.scope!] as const)

  test.each(cases)('%s %s wants a token', async (method, path) => {
    expect((await ask(standIn({ onLoopback: false }).app, path, { method })).status).toBe(401)
  })

  test.each(cases)('%s %s wants its scope and says so', async (method, path, scope) => {
    const others = (['read', 'post', 'moderate'] as const).filter(one => one !== scope)
    const headers = { authorization: `Bearer ${await token('*', others)}` }
    const answer = await ask(standIn().app, path, { method, headers })
    expect(answer.status).toBe(403)
    expect(answer.headers.get('www-authenticate')).toContain(`error="insufficient_scope", scope="${scope}"`)
    expect((await problemOf(answer)).detail).toContain(`needs the scope ${scope}`)
  })

  // These name their letters, or a room, in the body: mend-letters.test.ts and erase-author.test.ts have them.
  const ofMany = /\/dead-letters\/(replay|park|purge|erase-author)$/
  const ofOneRoom = cases.filter(([, path]) => !ofMany.test(path))

  test.each(ofOneRoom)('%s %s is closed to the token of another room', async (method, path, scope) => {
    const headers = { authorization: `Bearer ${await token('other', [scope])}` }
    const answer = await ask(standIn().app, path, { method, headers })
    // Of a dead letter that is not its own, a token learns nothing.
    expect(answer.status).toBe(path.includes('dead-letters/k') ? 404 : 403)
  })
})

describe('on a loopback address, without a token,', () => {
  const status = async (headers: Record<string, string>, onLoopback = true) =>
    (await ask(standIn({ onLoopback }).app, '/v1/rooms', { headers })).status

  test.each(['127.0.0.1:4000', 'localhost:4000', 'LOCALHOST', '[::1]:4000', '127.0.0.1'])(
    'programs that ask for %s may do everything',
    async host => expect(await status({ host })).toBe(200),
  )

  test.each([
    'evil.example',
    'evil.example:4000',
    '127.0.0.1.evil.example',
    'localhost.evil.example:4000',
    'localhost@evil.example',
    'localhost:4000@evil.example',
    '192.168.1.7:4000',
    '0.0.0.0:4000',
    '',
    'local host',
  ])('nobody may who asks for %s (DNS rebinding)', async host => expect(await status({ host })).toBe(401))

  test('the page of the stack may, and no other page', async () => {
    const host = 'localhost:4000'
    expect(await status({ host, origin: 'http://localhost:4000' })).toBe(200)
    for (const origin of [EVIL, 'null', '', 'http://localhost:3000', 'http://127.0.0.1:4000', 'file://'])
      expect(await status({ host, origin })).toBe(401)
  })

  test.each(['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'via'])(
    'what a proxy passes on with %s may not',
    async name => expect(await status({ [name]: 'something' })).toBe(401),
  )

  test('a request with a token is held to it', async () => {
    expect(await status({ authorization: `Bearer ${await token('all-hands', ['read'])}` })).toBe(403)
    expect(await status({ authorization: 'Bearer garbage' })).toBe(401)
  })

  test('and anywhere else, nobody may', async () => {
    expect(await status({ host: 'localhost:4000' }, false)).toBe(401)
  })
})

describe('pages of other sites', () => {
  const preflight = (headers: string) =>
    ask(standIn().app, MOOD, {
      method: 'OPTIONS',
      headers: {
        origin: EVIL,
        'access-control-request-method': 'GET',
        'access-control-request-headers': headers,
      },
    })

  test('may read what they have a token for, its ETag too', async () => {
    const asked = await preflight('authorization,if-none-match')
    expect(asked.status).toBe(204)
    expect(asked.headers.get('access-control-allow-origin')).toBe('*')
    expect(asked.headers.get('access-control-allow-headers')).toMatch(/Authorization.*If-None-Match/)
    expect(asked.headers.has('access-control-allow-credentials')).toBe(false)
    const headers = { origin: EVIL, authorization: `Bearer ${await token('all-hands', ['read'])}` }
    const answer = await ask(standIn().app, MOOD, { headers })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('access-control-allow-origin')).toBe('*')
    expect(answer.headers.get('access-control-expose-headers')).toContain('ETag')
  })

  test('may read why their token was refused', async () => {
    const headers = { origin: EVIL, authorization: 'Bearer garbage' }
    const answer = await ask(standIn().app, MOOD, { headers })
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([401, '*'])
  })

  test('get no leave without one', async () => {
    expect((await preflight('content-type')).headers.has('access-control-allow-origin')).toBe(false)
    for (const headers of [{ origin: EVIL }, { origin: 'http://127.0.0.1:4000' }, {}])
      expect((await ask(standIn().app, MOOD, { headers })).headers.has('access-control-allow-origin')).toBe(
        false,
      )
  })
})

test('what signToken makes is a JWT that says what it is for', async () => {
  const made = await signToken(
    SECRET,
    { room: 'Q&A #1', scopes: new Set(['read', 'post'] as const) },
    { nowMs: NOW, lastsMs: 1_000 },
  )
  const [head, payload] = made.split('.').map(part => Buffer.from(part, 'base64url').toString())
  expect(JSON.parse(head!)).toEqual({ alg: 'HS256' })
  expect(JSON.parse(payload!)).toEqual({
    room: 'Q&A #1',
    scope: 'read post',
    iat: NOW / 1000,
    exp: NOW / 1000 + 1,
  })
})
