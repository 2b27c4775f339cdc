import { parseTimeKey } from '../pipeline/keys.ts'
import { minuteOf } from '../pipeline/mood.ts'
import type { LiveMessage, Store } from '../pipeline/ports.ts'
import type { Question } from '../questions/question.ts'
import type { Minute, Run } from './minutes.ts'

/** Messages asked for at once. DynamoDB reads a hundred of them in one call, and ten such calls side by side. */
const PAGE = 1_000

/** `version`: of the message. It rises with every change, so equal ones need not be compared. */
export type Versioned = { question: Question; version: number }

/** By key. */
export type Listed = { minute: Minute; questions: ReadonlyMap<string, Versioned> }

type Lists = Pick<Store, 'list'>

/**
 * Every minute of a run with its questions, the latest minute first, each as soon as it is whole; of one with more than
 * `most` questions the latest. An index may lag: then questions are missing, and none is there that is none (any more).
 */
export async function* listMinutes(
  store: Lists,
  room: string,
  { span, minutes }: Run,
  most: number,
): AsyncGenerator<Listed, undefined> {
  const open = new Map(minutes.map(minute => [minute.minute, new Map<string, Versioned>()]))
  const left = [...minutes]
  for await (const { messages, reachedMs } of pagesOf(store, room, span)) {
    for (const message of messages) add(open.get(message.minute), message, most)
    while (left[0] && left[0].minute > minuteOf(reachedMs)) {
      const minute = left.shift()!
      yield { minute, questions: open.get(minute.minute)! }
      open.delete(minute.minute)
    }
  }
}

/** An index that lags may name a message where it was, and once more where it is. */
const add = (questions: Map<string, Versioned> | undefined, message: LiveMessage, most: number): void => {
  const { key, version } = message
  if (!questions || questions.size >= most) return
  if (version >= (questions.get(key)?.version ?? 0))
    questions.set(key, { question: questionOf(message), version })
}

/** `reachedMs`: all that is later has been listed. */
async function* pagesOf(store: Lists, room: string, span: Run['span']) {
  let cursor: string | undefined
  do {
    const page = await store.list(room, span, PAGE, cursor, { kind: 'question' })
    cursor = page.cursor
    const reachedMs = cursor === undefined ? Number.NEGATIVE_INFINITY : parseTimeKey(cursor)!.timeMs
    yield { messages: page.messages, reachedMs }
  } while (cursor !== undefined)
}

const questionOf = ({ key, postedAt, text, label, sure, flagged, vector }: LiveMessage): Question => ({
  ...{ key, postedAt, label, sure },
  ...(text === undefined ? {} : { text }),
  ...(flagged === undefined ? {} : { flagged }),
  ...(vector === undefined ? {} : { vector }),
})
