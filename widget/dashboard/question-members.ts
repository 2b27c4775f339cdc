import type { QuestionMembers } from '../../schemas/questions.ts'
import type { Answer, QuestionApi } from '../api.ts'

/** Questions in one answer of the API. */
const PAGE = 100

/** A group with so many of its questions as are wanted, over as many answers as it takes. */
export const readMembers = async (
  api: QuestionApi,
  key: string,
  wanted: number,
  from: { from?: number },
  signal: AbortSignal,
): Promise<Answer<QuestionMembers>> => {
  const questions: QuestionMembers['questions'] = []
  let cursor: string | undefined
  for (;;) {
    const limit = Math.min(wanted - questions.length, PAGE)
    const answer = await api.members(key, { limit, ...from, ...(cursor !== undefined && { cursor }) }, signal)
    if (answer.is !== 'new') return answer
    questions.push(...answer.value.questions)
    cursor = answer.value.cursor
    if (cursor === undefined || questions.length >= wanted)
      return { is: 'new', value: { ...answer.value, questions } }
  }
}
