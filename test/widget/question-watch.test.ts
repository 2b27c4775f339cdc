import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { AskedQuestion, QuestionList } from '../../schemas/questions.ts'
import type { Answer, QuestionApi, QuestionQuery } from '../../widget/api.ts'
import {
  isMoreToShow,
  type QuestionState,
  type QuestionWatch,
  watchQuestions,
} from '../../widget/dashboard/question-watch.ts'

beforeEach(() => void vi.useFakeTimers({ now: Date.UTC(2026, 10, 22, 9) }))
let watch: QuestionWatch | undefined
afterEach(() => {
  watch?.stop()
  vi.useRealTimers()
})

const question = (key: string): AskedQuestion => ({
  ...{ key, text: `text ${key}`, postedAt: 1, label: 'neutral', sure: true },
})
const groupOf = (keys: string) => ({
  ...{ representative: question(keys[0]!), size: keys.length, firstAt: 1, lastAt: 1 },
  mood: { negative: 0, neutral: keys.length, positive: 0, unsure: 0 },
})
const refused = (status: number): Answer<never> => ({ is: 'refused', status, detail: '' })

/** A room of groups, each written as the keys of its questions, and what was asked about it. Same while it is. */
const roomOf = (...first: string[]) => {
  const room = { groups: first, trouble: undefined as Answer<never> | undefined }
  const asked: string[] = []
  const said = new Map<number, string>()
  const list = async ({ limit }: QuestionQuery): Promise<Answer<QuestionList>> => {
    asked.push(`list ${limit}`)
    if (room.trouble) return room.trouble
    const now = room.groups.join(' ')
    if (said.get(limit) === now) return { is: 'same' }
    said.set(limit, now)
    const questions = room.groups.join('').length
    const counts = { from: 0, questions, groups: room.groups.length, partial: false }
    return { is: 'new', value: { ...counts, list: room.groups.slice(0, limit).map(groupOf) } }
  }
  const members: QuestionApi['members'] = async (key, { limit, cursor }) => {
    asked.push(`open ${key} ${limit}`)
    const keys = room.groups.find(group => group.includes(key))
    if (keys === undefined) return refused(404)
    const start = Number(cursor ?? 0)
    const page = [...keys].slice(start, start + limit)
    const isMore = start + page.length < keys.length
    const next = isMore ? { cursor: String(start + page.length) } : {}
    return { is: 'new', value: { group: groupOf(keys), questions: page.map(question), ...next } }
  }
  const api: QuestionApi = { questions: list, members, similar: async () => refused(404) }
  return { room, asked, api }
}

const follow = (api: QuestionApi) => {
  const seen: { state: QuestionState } = { state: { shown: [] } }
  watch = watchQuestions({
    api,
    since: () => undefined,
    now: Date.now,
    draw: () => 0.5,
    hidden: () => false,
    show: state => {
      seen.state = state
    },
  })
  return { seen, watch }
}
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)
const shown = ({ state }: { state: QuestionState }) =>
  state.shown.map(({ group, opened }) => `${group.representative.key}${opened ? '+' : ''}`).join(' ')
const openKeys = ({ state }: { state: QuestionState }) =>
  state.shown
    .flatMap(({ opened }) => opened?.questions ?? [])
    .map(({ key }) => key)
    .join('')

test('groups are looked at every three seconds, and a room that is the same changes nothing', async () => {
  const { api, asked } = roomOf('abc', 'd')
  const { seen } = follow(api)
  await pass(100)
  const before = seen.state.shown
  await pass(6_100)
  expect(asked).toEqual(['list 6', 'list 6', 'list 6'])
  expect(seen.state.shown).toBe(before)
  expect(shown(seen)).toBe('a d')
})

test('a group that is opened is read at once, and again with every change, and stands still meanwhile', async () => {
  const { api, room } = roomOf('ab', 'c')
  const { seen, watch } = follow(api)
  await pass(100)
  watch.toggle('c')
  await pass(0)
  expect([shown(seen), openKeys(seen)]).toEqual(['a c+', 'c'])
  room.groups = ['cxyz', 'ab', 'd']
  await pass(3_000)
  expect([shown(seen), openKeys(seen)]).toEqual(['a c+ d', 'cxyz'])
  watch.toggle('c')
  expect(shown(seen)).toBe('c a d')
})

test('more questions of a group are read over as many answers as it takes', async () => {
  const { api, asked } = roomOf('x'.repeat(400))
  const { seen, watch } = follow(api)
  await pass(100)
  watch.toggle('x')
  for (let more = 0; more < 2; more++) {
    await pass(0)
    watch.showMoreOf('x')
  }
  await pass(0)
  expect(openKeys(seen)).toHaveLength(125)
  expect(asked.filter(what => what.startsWith('open'))).toEqual([
    ...['open x 5', 'open x 25', 'open x 100', 'open x 25'],
  ])
})

test('more groups are asked for up to a hundred, and what is beyond is known to be', async () => {
  const { api, asked } = roomOf(...Array.from({ length: 120 }, (_, at) => String.fromCodePoint(0x4e00 + at)))
  const { seen, watch } = follow(api)
  await pass(100)
  for (let more = 0; more < 3; more++) {
    expect(isMoreToShow(seen.state)).toBe(true)
    watch.showMore()
    await pass(100)
  }
  expect(asked.filter(what => what.startsWith('list'))).toEqual(['list 6', 'list 24', 'list 96', 'list 100'])
  expect(isMoreToShow(seen.state)).toBe(false)
})

test('an erased representative is gone at once, and no late answer brings it back', async () => {
  const { api, room } = roomOf('abc', 'd')
  const { seen, watch } = follow(api)
  await pass(100)
  watch.toggle('a')
  await pass(0)
  watch.forget('a')
  expect([shown(seen), openKeys(seen)]).toEqual(['b+ d', 'bc'])
  room.groups = ['abc', 'd', 'e'] // the server has not heard of it yet
  await pass(3_000)
  expect([shown(seen), openKeys(seen)]).toEqual(['b+ d e', 'bc'])
  room.groups = ['bc', 'd', 'e']
  await pass(3_000)
  expect([shown(seen), openKeys(seen)]).toEqual(['b+ d e', 'bc'])
})

test('an open group whose questions were all erased elsewhere is gone', async () => {
  const { api, room } = roomOf('a', 'b')
  const { seen, watch } = follow(api)
  await pass(100)
  watch.toggle('a')
  await pass(0)
  room.groups = ['b']
  await pass(3_000)
  expect(shown(seen)).toBe('b')
})

test('a server in trouble leaves the groups as they are, says so, and is found again', async () => {
  const { api, room } = roomOf('ab')
  const { seen } = follow(api)
  await pass(100)
  room.trouble = { is: 'away', detail: 'Failed to fetch' }
  await pass(3_000)
  expect([shown(seen), seen.state.trouble]).toEqual(['a', room.trouble])
  room.trouble = undefined
  await pass(6_000)
  expect([shown(seen), seen.state.trouble]).toEqual(['a', undefined])
})

test('an open group that could not be read says so, and is read again though nothing changed', async () => {
  const { api } = roomOf('ab')
  const { members } = api
  let isAway = true
  api.members = async (...asked) => (isAway ? { is: 'away', detail: '' } : members(...asked))
  const { seen, watch } = follow(api)
  await pass(100)
  watch.toggle('a')
  await pass(0)
  expect(seen.state.shown[0]?.opened?.trouble).toEqual({ is: 'away', detail: '' })
  isAway = false
  await pass(3_000)
  expect(openKeys(seen)).toBe('ab')
  expect(seen.state.shown[0]?.opened?.trouble).toBeUndefined()
})

test('a stack that refuses is asked no more than every half minute', async () => {
  const { api, room, asked } = roomOf('ab')
  room.trouble = refused(404)
  const { seen } = follow(api)
  await pass(29_000)
  expect([asked.length, shown(seen)]).toEqual([1, ''])
})
