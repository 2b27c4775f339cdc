import { contentDigest, messageKey } from '../../../functions/pipeline/keys.ts'
import { tombstone } from '../../../functions/pipeline/message-item.ts'
import { MINUTE_MS, minuteOf } from '../../../functions/pipeline/mood.ts'
import type { LiveMessage, Store, StoredMessage } from '../../../functions/pipeline/ports.ts'
import { writeOf } from '../../../functions/pipeline/write.ts'
import type { Question } from '../../../functions/questions/question.ts'
import { modelStore } from '../../schedules/model-store.ts'

/* A room as the pipeline writes it, message by message, and a list that lags behind as an index does. */

export const ROOM = 'hall'
export const NOW = Date.UTC(2026, 10, 22, 9, 1, 30)
export const HOUR_MS = 60 * MINUTE_MS

export type Said = Partial<Pick<LiveMessage, 'text' | 'postedAt' | 'kind' | 'label' | 'sure' | 'vector'>>

export const writtenRoom = ({ lagMs = 0 } = {}) => {
  const clock = {
    nowMs: NOW,
    now: () => clock.nowMs,
    sleep: async (ms: number) => {
      clock.nowMs += ms
    },
  }
  const model = modelStore({ lagMs, clock })
  const calls = { counters: 0, list: 0 }
  const store = {
    counters: async (...asked: Parameters<Store['counters']>) => {
      calls.counters++
      return model.store.counters(...asked)
    },
    list: async (...asked: Parameters<Store['list']>) => {
      calls.list++
      return model.store.list(...asked)
    },
  }
  const standingOf = (id: string): StoredMessage | undefined => model.contents.messages.get(keyOf(id))
  const write = async (id: string, to: StoredMessage, shard: number) => {
    const { is } = await model.store.write(writeOf(ROOM, [{ from: standingOf(id), to }], shard, clock.now()))
    if (is !== 'written') throw new Error(`${id} is not written`)
  }

  /** Posted, edited or labelled anew: what is not said stays. */
  const say = (id: string, said: Said = {}, shard = 0) => {
    const before = standingOf(id)
    const from = before?.is === 'live' ? before : first(id)
    return write(id, { ...from, ...moved(said), version: (before?.version ?? 0) + 1 }, shard)
  }
  const erase = (id: string, shard = 0) =>
    write(id, tombstone(keyOf(id), ROOM, (standingOf(id)?.version ?? 0) + 1, clock.now()), shard)
  /** What is to be grouped. */
  const questions = (fromMs: number): Question[] =>
    [...model.contents.messages.values()]
      .filter(one => one.is === 'live' && one.kind === 'question' && one.postedAt >= fromMs)
      .map(one => questionOf(one as LiveMessage))
  return { clock, calls, store, say, erase, questions }
}

const moved = (said: Said) =>
  said.postedAt === undefined ? said : { ...said, minute: minuteOf(said.postedAt) }

export const keyOf = (id: string): string => messageKey({ room: ROOM, source: 'app', id })

const first = (id: string): LiveMessage => ({
  is: 'live',
  key: keyOf(id),
  ...{ room: ROOM, source: 'app', id, revision: 0, digest: contentDigest({ text: id }) },
  ...{ text: `What of ${id}?`, postedAt: NOW, minute: minuteOf(NOW), shard: 0 },
  ...{ label: 'neutral', confidence: 1, score: 0, sure: true, kind: 'question', model: 'stub' },
  ...{ version: 1, expiresAt: NOW },
})

const questionOf = ({ key, postedAt, text, label, sure, vector }: LiveMessage): Question => ({
  ...{ key, postedAt, label, sure },
  ...(text === undefined ? {} : { text }),
  ...(vector === undefined ? {} : { vector }),
})
