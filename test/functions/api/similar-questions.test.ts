import { describe, expect, test } from 'vitest'
import type { Encoder } from '../../../functions/pipeline/ports.ts'
import { SimilarQuestions } from '../../../schemas/questions.ts'
import { asked, encoder } from './asked-room.ts'
import { ask, problemOf, standIn, token } from './stand-in.ts'

type All = Awaited<ReturnType<typeof asked>>

const similar = async ({ app }: All, text: string, { query = '', headers = {} } = {}) => {
  const path = `/v1/rooms/r/similar?text=${encodeURIComponent(text)}${query}`
  const answer = await ask(app, path, { headers })
  if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`)
  return SimilarQuestions.parse(await answer.json())
}

describe('before a question is posted', () => {
  test('it is said how often it was asked, and what is near to it, the nearest first', async () => {
    const all = await asked(['who, 0', 'who, 10', 'who, 60', 'good 0'])
    const told = await similar(all, 'who then, 20')
    expect(told.asked).toBe(2)
    expect(told.similar.map(({ same, group }) => [same, group.representative.text, group.size])).toEqual([
      [true, 'who, 0', 2],
      [false, 'who, 60', 1],
    ])
  })

  test('it was asked 0 times where nothing is near enough, and that is no error', async () => {
    expect((await similar(await asked(['who, 0']), 'who, 90')).asked).toBe(0)
    expect(await similar(await asked([]), 'who, 90')).toEqual({ asked: 0, similar: [] })
  })

  test.each([
    ['without a model', undefined],
    ['that the model makes nothing of', encoder],
  ])('a text %s was asked where the same text was', async (_, encoder) => {
    const all = await asked(['who is it?', 'who  is IT'], { encoder })
    expect(await similar(all, '  WHO is it!')).toMatchObject({
      asked: 2,
      similar: [{ same: true, cosine: 1 }],
    })
    expect((await similar(all, 'who was it')).asked).toBe(0)
  })

  test('its text is read as that of a post is', async () => {
    const texts: string[] = []
    const listening: Encoder = { ...encoder, encode: async ([text]) => [void texts.push(text!)] as never }
    const all = await asked([], { encoder: listening })
    await similar(all, 'Café 1')
    expect(texts).toEqual(['Caf\u00e9 1'])
  })

  test('no more groups are told than were asked for', async () => {
    const all = await asked(['who, 0', 'who, 60', 'who, 120'])
    expect((await similar(all, 'who, 1', { query: '&limit=2' })).similar).toHaveLength(2)
  })

  test.each([
    '',
    '?text=',
    '?text=%20',
    '?text=a%00b',
    `?text=${'x'.repeat(2_001)}`,
    '?text=a&limit=21',
    '?text=a&from=0',
  ])('nothing is asked for with %.20s', async query => {
    expect((await ask(standIn().app, `/v1/rooms/r/similar${query}`)).status).toBe(422)
  })

  test('an encoder that fails is said to have failed, and the log is told why', async () => {
    const cause = new Error('the model is broken')
    const all = await asked([], { encoder: { ...encoder, encode: () => Promise.reject(cause) } })
    const answer = await ask(all.app, '/v1/rooms/r/similar?text=who')
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5'])
    expect((await problemOf(answer)).detail).toBe(
      'the text could not be compared with what was asked: ask again',
    )
    expect(all.failures.map(({ error }) => error)).toEqual([cause])
  })
})

describe('who may only read', () => {
  const reader = async () => ({ authorization: `Bearer ${await token('r', ['read', 'post'])}` })

  test('is told how often, and nothing of what others wrote', async () => {
    const all = await asked(['who, 0', 'who, 10', 'who, 60'])
    expect(await similar(all, 'who, 5', { headers: await reader() })).toEqual({ asked: 2, similar: [] })
  })

  test('sees no groups', async () => {
    const all = await asked(['who, 0'])
    for (const path of ['questions', `questions/${'a'.repeat(40)}`])
      expect((await ask(all.app, `/v1/rooms/r/${path}`, { headers: await reader() })).status).toBe(403)
  })
})
