import type { LiveMessage, Store } from '../pipeline/ports.ts'
import type { Question } from '../questions/question.ts'
import type { Minute, Run } from './minutes.ts'

/** Messages asked for at once. DynamoDB reads a hundred of them in one call, and ten such calls side by side. */
const PAGE = 1_000

/** `version`: of the message. It rises with every change, so equal ones need not be compared. */
export type Versioned = { question: Question; version: number }

export type Listed = { minute: Minute; questions: Versioned[] }

/**
 * Every minute of a run with its questions, the latest minute first, each as soon as it is whole; of one with more than
 * `most` questions the latest. An index may lag: then questions are missing, and none is there that is none (any more).
 */
export async function* listMinutes(
  store: Pick<Store, 'list'>,
  room: string,
  { span, minutes }: Run,
  most: number,
): AsyncGenerator<Listed, undefined> {
  const left = [...minutes]
  let questions: Versioned[] = []
  for await (const message of questionsOf(store, room, span)) {
    while (left[0] && message.minute < left[0].minute) {
      yield { minute: left.shift()!, questions }
      questions = []
    }
    if (message.minute === left[0]?.minute && questions.length < most)
      questions.push({ question: questionOf(message), version: message.version })
  }
  for (const minute of left) {
    yield { minute, questions }
    questions = []
  }
}

/** The latest first. */
async function* questionsOf(
  store: Pick<Store, 'list'>,
  room: string,
  span: Run['span'],
): AsyncGenerator<LiveMessage, undefined> {
  let cursor: string | undefined
  do {
    const page = await store.list(room, span, PAGE, cursor)
    yield* page.messages.filter(({ kind }) => kind === 'question')
    cursor = page.cursor
  } while (cursor !== undefined)
}

const questionOf = ({ key, postedAt, text, label, sure, flagged, vector }: LiveMessage): Question => ({
  ...{ key, postedAt, label, sure },
  ...(text === undefined ? {} : { text }),
  ...(flagged === undefined ? {} : { flagged }),
  ...(vector === undefined ? {} : { vector }),
})
