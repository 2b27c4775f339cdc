import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { AskedQuestion, SimilarQuestions } from '../../schemas/questions.ts'
import type { Answer, QuestionApi } from '../../widget/api.ts'
import { askedBefore } from '../../widget/dashboard/asked-before.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const asked = (times: number, told: Partial<AskedQuestion> = {}): Answer<SimilarQuestions> => {
  const representative: AskedQuestion = {
    ...{ key: 'a', text: 'Will this be recorded?', postedAt: 1, label: 'neutral', sure: true },
    ...told,
  }
  const mood = { negative: 0, neutral: times, positive: 0, unsure: 0 }
  const group = { representative, size: times, mood, firstAt: 1, lastAt: 1 }
  return { is: 'new', value: { asked: times, similar: [{ cosine: 0.9, same: times > 0, group }] } }
}

/** What the hints were, and the texts asked about, of a stack that answers so after a while. */
const typing = (answer: Answer<SimilarQuestions>, afterMs = 0) => {
  const hints: string[] = []
  const texts: string[] = []
  const similar = async (text: string) => {
    texts.push(text)
    await new Promise(resolve => setTimeout(resolve, afterMs))
    return answer
  }
  const hint = askedBefore({ similar } as Partial<QuestionApi> as QuestionApi, said => hints.push(said))
  return { hint, hints, texts }
}
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)

test('nothing is asked while somebody types, and one question when they pause', async () => {
  const { hint, hints, texts } = typing(asked(12))
  for (const text of ['Is there', 'Is there a re', ' Is there a recording? ']) {
    hint.typed(text)
    await pass(300)
  }
  expect(texts).toEqual([])
  await pass(600)
  expect(texts).toEqual(['Is there a recording?'])
  expect(hints.at(-1)).toBe('Asked 12 times already: Will this be recorded?')
})

test.each<[string, Answer<SimilarQuestions>, string]>([
  ['once', asked(1), 'Asked once already: Will this be recorded?'],
  ['flagged words are not shown', asked(3, { flagged: true }), 'Asked 3 times already.'],
  ['a new question', asked(0), ''],
  [
    'a token that may only read is told how often',
    { is: 'new', value: { asked: 3, similar: [] } },
    'Asked 3 times already.',
  ],
  ['a server that is away', { is: 'away', detail: '' }, ''],
  ['a model that fails', { is: 'refused', status: 503, detail: '' }, ''],
])('the hint says what is known and nothing else: %s', async (_, answer, hint) => {
  const { hint: writer, hints } = typing(answer)
  writer.typed('Is there a recording?')
  await pass(600)
  expect(hints.at(-1)).toBe(hint)
})

test('an answer that comes after its text has changed, or was posted, is not shown', async () => {
  const { hint, hints } = typing(asked(12), 1_000)
  hint.typed('Is there a recording?')
  await pass(700)
  hint.typed('')
  await pass(2_000)
  expect(hints).toEqual([''])
})

test('a stack that refuses is not asked again', async () => {
  const { hint, texts } = typing({ is: 'refused', status: 404, detail: '' })
  for (const text of ['Is there a recording?', 'Is there a recording of it?']) {
    hint.typed(text)
    await pass(600)
  }
  expect(texts).toHaveLength(1)
})

test('a text of a few letters is no question yet', async () => {
  const { hint, texts } = typing(asked(12))
  hint.typed('Hello')
  await pass(600)
  expect(texts).toEqual([])
})
