import { describe, expect, test } from 'vitest'
import { createIngest, createQuery } from '../../../functions/api/app.ts'
import { minuteOf, nothing } from '../../../functions/pipeline/mood.ts'
import { AuditReport } from '../../../schemas/answers.ts'
import { routes } from '../../../schemas/api.ts'
import type { Route } from '../../../schemas/route.ts'
import { ask, NOW, post, problemOf, standIn } from './stand-in.ts'

describe('every answer', () => {
  const asked: [string, string, Record<string, string>?][] = [
    ['GET', '/health'],
    ['GET', '/v1/rooms/r/mood'],
    ['GET', '/v1/rooms/r/messages'],
    ['GET', '/nowhere'],
    ['PUT', '/v1/rooms/r/mood'],
    ['POST', '/v1/rooms/r/messages'],
    ['GET', '/v1/rooms/r/mood?from=x'],
    ['GET', '/v1/rooms', { host: 'evil.example' }],
    ['OPTIONS', '/v1/rooms'],
  ]
  test.each(asked)('to %s %s is data and nothing else', async (method, path, headers = {}) => {
    const answer = await ask(standIn().app, path, { method, headers })
    if (method !== 'OPTIONS') {
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
      expect(answer.headers.get('cache-control')).toMatch(/no-store|no-cache/)
      expect(answer.headers.get('content-type')).toMatch(/^application\/(problem\+)?json$/)
    }
    expect(answer.headers.has('set-cookie')).toBe(false)
  })
})

describe('a problem', () => {
  test('says that nothing is at a path', async () => {
    for (const path of ['/', '/v1', '/v1/rooms/', '/v1/rooms//mood', '/v1/rooms/a/b/mood', '/v2/rooms']) {
      const answer = await ask(standIn().app, path)
      expect([path, answer.status]).toEqual([path, 404])
      expect(await problemOf(answer)).toMatchObject({ type: 'about:blank', title: 'Not Found' })
    }
  })

  test.each(Object.values<Route>(routes).map(({ path }) => path))('says what else %s takes', async path => {
    const answer = await ask(standIn().app, path.replace('{room}', 'r').replace('{key}', 'k'), {
      method: 'PATCH',
    })
    const methods = Object.values<Route>(routes).flatMap(route =>
      route.path === path ? route.method.toUpperCase() : [],
    )
    expect(answer.status).toBe(405)
    expect(answer.headers.get('allow')!.replace('GET, HEAD', 'GET').split(', ').sort()).toEqual(
      methods.sort(),
    )
    await problemOf(answer)
  })

  test('tells nobody what broke but the log, and both the reference', async () => {
    const { store } = standIn()
    const error = new Error('SELECT secret FROM table at /srv/app.ts:17')
    const all = standIn({ store: { ...store, rooms: () => Promise.reject(error) } })
    const answer = await ask(all.app, '/v1/rooms?x=1')
    expect(answer.status).toBe(500)
    expect(await answer.json()).toEqual({
      type: 'about:blank',
      title: 'Internal Server Error',
      status: 500,
      detail: 'something failed here; it is in the log',
      instance: 'urn:uuid:made-1',
    })
    expect(all.failures).toEqual([{ reference: 'made-1', method: 'GET', path: '/v1/rooms', error }])
  })
})

test('HEAD is answered as GET is, without the body', async () => {
  const answer = await ask(standIn().app, '/v1/rooms/r/mood', { method: 'HEAD' })
  expect([answer.status, await answer.text()]).toEqual([200, ''])
  expect(answer.headers.get('etag')).toBeTruthy()
})

describe('the two halves', () => {
  test('are deployed apart: ingest takes posts and nothing else', async () => {
    const { ports, sent } = standIn()
    const app = createIngest(ports)
    expect((await post(app, 'r', { text: 'hello' })).status).toBe(202)
    expect(sent.length).toBe(1)
    expect((await ask(app, '/v1/rooms/r/mood')).status).toBe(404)
    expect((await ask(app, '/v1/rooms/r/messages')).status).toBe(405)
  })

  test('are all that the whole is', async () => {
    const { ports } = standIn()
    const query = createQuery(ports)
    expect((await post(query, 'r', { text: 'hello' })).status).toBe(405)
    const parts = Map.groupBy(Object.values<Route>(routes), ({ part }) => part)
    for (const { method, path } of parts.get('query')!)
      expect((await ask(query, path, { method: method.toUpperCase() })).status).not.toBe(405)
    expect(parts.get('ingest')!.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'post /v1/rooms/{room}/messages',
      'put /v1/rooms/{room}/sources/{source}/messages/{id}',
    ])
  })
})

describe('what everybody may know', () => {
  test('is that the server is up, since when, and what labels', async () => {
    const { app, clock } = standIn({ onLoopback: false })
    clock.nowMs += 5_000
    const answer = await ask(app, '/health')
    expect(await answer.json()).toEqual({ ok: true, version: '1.2.3', model: 'words@1', uptimeMs: 5_000 })
  })

  test('is what the API takes and answers', async () => {
    const answer = await ask(standIn({ onLoopback: false }).app, '/openapi.json')
    expect(await answer.json()).toMatchObject({ openapi: '3.1.1', info: { version: '1.2.3' } })
  })
})

describe('an audit', () => {
  const audit = async (all: ReturnType<typeof standIn>, body: unknown) => {
    const answer = await ask(all.app, '/v1/rooms/r/audit', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`)
    return AuditReport.parse(await answer.json())
  }

  test('finds nothing where nothing is wrong, finds drift, and repairs it when told to', async () => {
    const all = standIn()
    await post(all.app, 'r', [{ text: 'good' }, { text: 'bad' }])
    await all.deliver()
    expect(await audit(all, {})).toMatchObject({ room: 'r', messages: 2, drift: [], unsettled: [] })
    const add = { ...nothing, n: 1, neutral: 1 }
    await all.store.write({ room: 'r', puts: [], adds: [{ window: 'total', shard: 0, add }], atMs: NOW })
    expect((await audit(all, { repair: false })).drift).toMatchObject([
      { window: 'total', counted: { n: 3 }, actual: { n: 2 }, repaired: false },
    ])
    expect((await audit(all, { repair: true })).drift).toMatchObject([{ repaired: true }])
    expect((await audit(all, {})).drift).toEqual([])
  })

  test('of more than a few seconds comes in parts, each of which says where the next one begins', async () => {
    const all = standIn()
    const add = { ...nothing, n: 1, neutral: 1 }
    const minutes = [0, 1, 2].map(ago => minuteOf(NOW) - ago)
    const adds = minutes.map(window => ({ window, shard: 0, add }))
    await all.store.write({ room: 'r', puts: [], adds, atMs: NOW })
    const first = await audit(all, { repair: true })
    expect(first.drift.map(({ window }) => window)).toEqual(minutes)
    expect(first.rest).toEqual({ before: Date.UTC(2026, 10, 22), inDoubt: false })
    const second = await audit(all, { repair: true, rest: first.rest })
    expect(second).toEqual({ room: 'r', messages: 0, minutes: 0, drift: [], unsettled: [] })
  })

  test.each([
    ...[{ repair: 'yes' }, [], null, { rest: 5 }, { rest: { before: 0 } }],
    ...[-1, 0.5, 1e300, '0'].map(before => ({ rest: { before, inDoubt: false } })),
  ])('is not asked for with %j', async body => {
    await expect(audit(standIn(), body)).rejects.toThrow('422')
  })
})
