import { expect, test } from 'vitest'
import type { LiveMessage } from '../../../functions/pipeline/ports.ts'
import { groupQuestions } from '../../../functions/questions/groups.ts'
import { faultsOfQuestions } from '../../../scripts/emulate/question-referee.ts'
import type { Call } from '../../../scripts/emulate/referee.ts'
import { atAngle, MODEL } from '../../functions/questions/asked.ts'

const grouping = { model: MODEL, cosine: 0.9 }
const message = (key: string, kind: 'question' | 'comment', vector?: Uint8Array) =>
  ({
    ...{ key, kind, text: `What of ${key}?`, postedAt: key.charCodeAt(0), label: 'neutral', sure: true },
    ...(vector ? { vector } : {}),
  }) as LiveMessage

/** a and b ask the same, c another thing; d asks nothing. */
const stored = [
  message('a', 'question', atAngle(0)),
  message('b', 'question', atAngle(10)),
  message('c', 'question', atAngle(90)),
  message('d', 'comment'),
]
type Told = ReturnType<typeof groupQuestions>
const groups: Told = groupQuestions(stored.slice(0, 3), grouping)

/** A stack that answers with this, page by page. */
const stackWith = ({ questions = 3, list = groups, opened = 2, asked = 2 }): Call =>
  (async (_: string, at: string) => {
    if (at.includes('/similar?')) return { asked, similar: [] }
    if (at.includes('/questions/')) return { group: { size: opened } }
    return at.includes('cursor=next')
      ? { questions, list: list.slice(1) }
      : { questions, list: list.slice(0, 1), cursor: 'next' }
  }) as Call

const faults = (has: Parameters<typeof stackWith>[0], messages = stored) =>
  faultsOfQuestions(stackWith(has), 'hall', messages, grouping)

test('where the groups are those of what is stored, there is no fault', async () => {
  expect(await faults({})).toEqual([])
})

test.each([
  ['a question that is not counted', { questions: 2 }, /2 questions are told of 3/],
  ['a group that is missing', { list: groups.slice(0, 1) }, /1 groups of questions are told of 2/],
  ['groups in another order', { list: groups.toReversed() }, /group 1 is c, asked 1 times/],
  [
    'a group that lacks a question',
    { list: [{ ...groups[0]!, size: 1 }, groups[1]!] },
    /group 1 is a, asked 1 times/,
  ],
  ['a group that opens with others', { opened: 3 }, /the group of a opens with 3/],
  ['a text that is not found again', { asked: 0 }, /"What of a\?" was asked 0 times, and 2 say so/],
])('%s is a fault', async (_, has, fault) => {
  expect((await faults(has)).join('\n')).toMatch(fault)
})

test.each([
  ['a question without a vector', message('a', 'question')],
  ['a question with a vector of another model', message('a', 'question', atAngle(0, 'another@0000000'))],
  ['a comment with a vector', message('d', 'comment', atAngle(0))],
])('%s is a fault', async (_, wrong) => {
  const messages = stored.map(one => (one.key === wrong.key ? wrong : one))
  expect((await faults({}, messages)).join('\n')).toMatch(
    /1 of 4 messages lack a vector, or have one too many/,
  )
})

test('where no similarity model was packed, equal texts are groups, and nothing has a vector', async () => {
  const alone = [
    message('a', 'question'),
    { ...message('b', 'question'), text: 'What of A?' },
    message('d', 'comment'),
  ]
  const list = groupQuestions(alone.slice(0, 2), { model: 'none', cosine: 1 })
  expect(list).toMatchObject([{ size: 2 }])
  expect(await faultsOfQuestions(stackWith({ questions: 2, list }), 'hall', alone, undefined)).toEqual([])
  const vectors = await faultsOfQuestions(stackWith({ questions: 2, list }), 'hall', stored, undefined)
  expect(vectors.join('\n')).toMatch(/3 of 4 messages lack a vector, or have one too many/)
})

test('a room without questions has no groups', async () => {
  expect(await faults({ questions: 0, list: [] }, [message('d', 'comment')])).toEqual([])
})
