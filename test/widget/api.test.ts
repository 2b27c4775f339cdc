import { expect, test } from 'vitest'
import { questionApi, roomApi, stackApi } from '../../widget/api.ts'

type Asked = { address: string; method: string; headers: Headers; body: unknown }

/** A server that gives these answers in turn, and what it was asked. */
const serving = (...answers: (Response | Error)[]) => {
  const asked: Asked[] = []
  const serve = async (address: RequestInfo | URL, init: RequestInit = {}) => {
    const headers = new Headers(init.headers)
    asked.push({ address: String(address), method: init.method ?? 'GET', headers, body: init.body })
    const answer = answers.shift()
    if (answer instanceof Response) return answer
    throw answer ?? new Error('nothing more to say')
  }
  return { asked, access: { url: 'https://api.example/', token: 'abc', fetch: serve as typeof fetch } }
}

const mood = (n: number, etag: string) => Response.json({ n }, { headers: { etag } })
const query = { grain: 'minute', from: 1_763_800_020_000 } as const

test('the second look at the same thing sends the ETag of the first, and a 304 is the same', async () => {
  const { asked, access } = serving(mood(1, '"a"'), new Response(null, { status: 304 }), mood(2, '"b"'))
  const api = roomApi(access, 'all-hands')
  expect(await api.mood(query)).toMatchObject({ is: 'new', value: { n: 1 } })
  expect(await api.mood(query)).toMatchObject({ is: 'same' })
  await api.mood({ ...query, from: query.from + 60_000 })
  expect(asked.map(({ headers }) => headers.get('if-none-match'))).toEqual([null, '"a"', null])
})

test('the ETag of a trend is not sent for the counts', async () => {
  const { asked, access } = serving(mood(1, '"total"'), mood(1, '"hours"'), mood(1, '"total"'))
  const api = roomApi(access, 'all-hands')
  for (const grain of ['total', 'hour', 'total'] as const) await api.mood({ grain })
  expect(asked.map(({ headers }) => headers.get('if-none-match'))).toEqual([null, null, '"total"'])
})

test('a room is one step of the path, whatever its name', async () => {
  const { asked, access } = serving(mood(0, '"a"'))
  await roomApi(access, '../q&a #1 ?').mood(query)
  expect(asked[0]?.address).toBe(
    'https://api.example/v1/rooms/..%2Fq%26a%20%231%20%3F/mood?grain=minute&from=1763800020000',
  )
})

test('the token is sent as a bearer, and none as no header', async () => {
  const { asked, access } = serving(Response.json({ rooms: [] }), Response.json({ rooms: [] }))
  await stackApi(access).rooms()
  await stackApi({ ...access, token: '' }).rooms()
  expect(asked.map(({ headers }) => headers.get('authorization'))).toEqual(['Bearer abc', null])
})

test('a refusal carries the detail of its problem, and one without a body its status', async () => {
  const problem = Response.json({ title: 'Forbidden', detail: 'the token is for room "a"' }, { status: 403 })
  const { access } = serving(problem, new Response('<html>', { status: 502, statusText: 'Bad Gateway' }))
  const api = roomApi(access, 'b')
  expect(await api.mood(query)).toEqual({ is: 'refused', status: 403, detail: 'the token is for room "a"' })
  expect(await api.post('hello')).toEqual({ is: 'refused', status: 502, detail: 'Bad Gateway' })
})

test('no server, and a server that is something else, are away', async () => {
  const { access } = serving(new TypeError('Failed to fetch'), new Response('<html>'))
  const api = roomApi(access, 'a')
  expect(await api.mood(query)).toEqual({ is: 'away', detail: 'Failed to fetch' })
  expect(await api.mood(query)).toMatchObject({ is: 'away' })
})

test('posting sends the text and erasing its key', async () => {
  const { asked, access } = serving(Response.json({ messages: [] }), new Response(null, { status: 204 }))
  const api = roomApi(access, 'a')
  await api.post('So glad')
  expect(await api.erase('k/1')).toMatchObject({ is: 'new' })
  expect(asked).toMatchObject([
    { method: 'POST', body: '{"text":"So glad"}' },
    { method: 'DELETE', address: 'https://api.example/v1/rooms/a/messages/k%2F1' },
  ])
})

test('messages are asked for by what is told of them, and by nothing that is not named', async () => {
  const { asked, access } = serving(...[0, 0, 0].map(() => Response.json({ messages: [] })))
  const api = roomApi(access, 'a')
  await api.messages({ sort: 'negative', label: 'negative', limit: 5 })
  await api.messages({ sort: 'newest', kind: 'question', limit: 25 })
  await api.messages({ sort: 'newest', flagged: true, limit: 25 })
  expect(asked.map(({ address }) => new URL(address).search)).toEqual([
    '?sort=negative&label=negative&limit=5',
    '?sort=newest&kind=question&limit=25',
    '?sort=newest&flagged=true&limit=25',
  ])
})

test('groups are asked for with the ETag of the last, and a group and a text are steps and values of the address', async () => {
  const { asked, access } = serving(
    Response.json({ list: [] }, { headers: { etag: '"a"' } }),
    new Response(null, { status: 304 }),
    Response.json({ questions: [] }),
    Response.json({ asked: 0, similar: [] }),
  )
  const api = questionApi(access, 'q&a')
  await api.questions({ limit: 6 })
  expect(await api.questions({ limit: 6 })).toMatchObject({ is: 'same' })
  await api.members('k/1', { limit: 5, cursor: 'c+' })
  await api.similar('Is 3 > 2 & so on?')
  expect(asked.map(({ headers }) => headers.get('if-none-match'))).toEqual([null, '"a"', null, null])
  expect(asked.map(({ address }) => address.replace('https://api.example/v1/rooms/q%26a', ''))).toEqual([
    ...['/questions?limit=6', '/questions?limit=6', '/questions/k%2F1?limit=5&cursor=c%2B'],
    '/similar?text=Is+3+%3E+2+%26+so+on%3F&limit=1',
  ])
})
