import { QuestionListQuery, QuestionMembersQuery, SimilarQuery } from './question-queries.ts'
import type { Route } from './route.ts'

/** A room is read by the first who asks, and from then on only what has changed. */
const readingOn = { says: 'It is not known yet, or not now: ask again' }

/** What a room asks, and what is asked again. */
export const questionRoutes = {
  listQuestions: {
    method: 'get',
    path: '/v1/rooms/{room}/questions',
    summary: 'The questions of a room, those that ask the same in one group, the most asked first',
    part: 'questions',
    scope: 'moderate',
    covers: 'path',
    query: QuestionListQuery,
    answers: {
      200: { says: 'A page of groups, with an ETag', shape: 'QuestionList' },
      304: { says: 'Nothing has changed since the answer with the ETag of If-None-Match' },
      503: readingOn,
    },
  },
  openQuestion: {
    method: 'get',
    path: '/v1/rooms/{room}/questions/{key}',
    summary: 'The group that a question is in, with its questions',
    part: 'questions',
    scope: 'moderate',
    covers: 'path',
    query: QuestionMembersQuery,
    answers: {
      200: { says: 'The group, and a page of its questions', shape: 'QuestionMembers' },
      404: { says: 'No question of the span has this key: it was erased, or is no question any more' },
      503: readingOn,
    },
  },
  similarQuestions: {
    method: 'get',
    path: '/v1/rooms/{room}/similar',
    summary:
      'How often a text was asked before, in this way or another; what is near to it, to who may moderate',
    part: 'questions',
    scope: 'read',
    covers: 'path',
    query: SimilarQuery,
    answers: {
      200: { says: 'How often, and what is near to it', shape: 'SimilarQuestions' },
      503: readingOn,
    },
  },
} as const satisfies Record<string, Route>
