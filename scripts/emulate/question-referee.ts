import type { LiveMessage } from '../../functions/pipeline/ports.ts'
import type { Group } from '../../functions/questions/group.ts'
import { type Grouping, groupQuestions } from '../../functions/questions/groups.ts'
import { vectorReader } from '../../functions/questions/vector.ts'
import type { QuestionList, QuestionMembers, SimilarQuestions } from '../../schemas/questions.ts'
import type { Call } from './referee.ts'

/** Of a model that was not packed: equal texts are grouped, and nothing has a vector. */
const BY_TEXT: Grouping = { model: 'none', cosine: 1 }

/**
 * Whether the questions of a room are answered as they lie in the table: every question has a vector of its encoder, and
 * nothing else has one; the groups are those that the grouping core makes of the stored messages; the largest opens, and
 * its text is found again. What is not so; [] where all is well.
 */
export const faultsOfQuestions = async (
  call: Call,
  room: string,
  stored: readonly LiveMessage[],
  grouping: Grouping | undefined,
): Promise<string[]> => {
  const questions = stored.filter(({ kind }) => kind === 'question')
  const expected = groupQuestions(questions, grouping ?? BY_TEXT)
  const { asked, groups } = await listOf(call, room)
  return [
    ...faultsOfVectors(room, stored, grouping),
    ...(asked === questions.length ? [] : [`${room}: ${asked} questions are told of ${questions.length}`]),
    ...faultsOfGroups(room, groups, expected),
    ...(expected[0] ? await faultsOfLargest(call, room, expected[0]) : []),
  ]
}

const listOf = async (call: Call, room: string) => {
  const groups: QuestionList['list'] = []
  let asked = 0
  for (let cursor: string | undefined = ''; cursor !== undefined; ) {
    const more = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`
    const page: QuestionList = await call('GET', `/v1/rooms/${room}/questions?limit=100${more}`)
    groups.push(...page.list)
    asked = page.questions
    cursor = page.cursor
  }
  return { asked, groups }
}

const faultsOfVectors = (
  room: string,
  stored: readonly LiveMessage[],
  grouping: Grouping | undefined,
): string[] => {
  const read = grouping && vectorReader(grouping.model)
  const isAsItShouldBe = ({ kind, vector }: LiveMessage) =>
    kind === 'question' && read ? read(vector).is === 'vector' : vector === undefined
  const wrong = stored.filter(message => !isAsItShouldBe(message)).length
  return wrong === 0
    ? []
    : [`${room}: ${wrong} of ${stored.length} messages lack a vector, or have one too many`]
}

/** 'k-17, asked 12 times from 1764300000000 to 1764300060000' */
type Told = { representative: { key: string }; size: number; firstAt: number; lastAt: number }
const inWords = ({ representative, size, firstAt, lastAt }: Told): string =>
  `${representative.key}, asked ${size} times from ${firstAt} to ${lastAt}`

const faultsOfGroups = (room: string, told: readonly Told[], expected: readonly Group[]): string[] => {
  if (told.length !== expected.length)
    return [`${room}: ${told.length} groups of questions are told of ${expected.length}`]
  const differing = told.flatMap((group, at) => {
    const [is, shouldBe] = [inWords(group), inWords(expected[at]!)]
    return is === shouldBe ? [] : [`${room}: group ${at + 1} is ${is}, and should be ${shouldBe}`]
  })
  return differing.slice(0, 3)
}

const faultsOfLargest = async (call: Call, room: string, largest: Group): Promise<string[]> => {
  const { key, text = '' } = largest.representative
  const { group } = await call<QuestionMembers>('GET', `/v1/rooms/${room}/questions/${key}`)
  const search = new URLSearchParams({ text })
  const { asked } = await call<SimilarQuestions>('GET', `/v1/rooms/${room}/similar?${search}`)
  return [
    ...(group.size === largest.size ? [] : [`${room}: the group of ${key} opens with ${group.size}`]),
    ...(asked === largest.size
      ? []
      : [`${room}: "${text}" was asked ${asked} times, and ${largest.size} say so`]),
  ]
}
