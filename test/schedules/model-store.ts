import { timeKey } from '../../functions/pipeline/keys.ts'
import { isNothing, MINUTE_MS, nothing, plus, sum, tallyOf } from '../../functions/pipeline/mood.ts'
import type {
  Clock,
  Counter,
  CounterAdd,
  Letters,
  LiveMessage,
  Only,
  Span,
  Store,
  StoredMessage,
  Window,
  Write,
  WriteResult,
} from '../../functions/pipeline/ports.ts'
import { MAX_TRANSACTION_ACTIONS } from '../../functions/pipeline/write.ts'
import type { DeadLetter } from '../../schemas/dead-letter.ts'
import type { Tally } from '../../schemas/mood.ts'
import { modelLetters } from './model-letters.ts'
import { pageOf } from './model-page.ts'

/** What the model store holds, open to whoever checks it. */
export type Contents = {
  messages: Map<string, StoredMessage>
  counters: Map<string, Counter & { room: string }>
  letters: Map<string, DeadLetter>
  rooms: Set<string>
}

export type ModelStore = {
  store: Store
  letters: Letters
  contents: Contents
  /** Forget what has expired, as time to live does; returns what went. */
  sweep(nowMs: number): StoredMessage[]
}

/**
 * A store in three maps, simple enough to be obviously right: every call happens at once and whole. Which messages
 * there are to `list` is `lagMs` old, as in an index.
 */
export const modelStore = ({
  shards = 8,
  lagMs = 0,
  clock = { now: () => 0 },
}: {
  shards?: number
  lagMs?: number
  clock?: Pick<Clock, 'now'>
} = {}): ModelStore => {
  const contents: Contents = {
    messages: new Map(),
    counters: new Map(),
    letters: new Map(),
    rooms: new Set(),
  }
  const index = indexOf(lagMs, clock)
  const store: Store = {
    write: async write => {
      const result = verdictOn(contents, write)
      if (result.is === 'written') {
        apply(contents, write)
        for (const { message } of write.puts) index.note(message.key, message)
      }
      return result
    },
    read: async keys =>
      new Map(
        keys.flatMap(key => {
          const stored = contents.messages.get(key)
          return stored ? [[key, stored]] : []
        }),
      ),
    list: async (room, span, limit, cursor, only) => {
      const { messages, ...rest } = index.page(room, span, limit, { cursor, only })
      return { messages: standingOf(contents, messages, only), ...rest }
    },
    fold: async (room, span, how) => {
      const { messages } = index.page(room, span, Number.POSITIVE_INFINITY)
      return foldOf(
        how?.consistent ? messages.flatMap(({ key }) => contents.messages.get(key) ?? []) : messages,
      )
    },
    counters: async (room, span) =>
      [...contents.counters.values()]
        .filter(counter => counter.room === room && isWithin(counter.window, span))
        .map(({ room: _, ...counter }) => counter),
    sumOfMinutes: async room =>
      sum(
        [...contents.counters.values()]
          .filter(counter => counter.room === room && counter.window !== 'total')
          .map(({ tally }) => tally),
      ),
    rooms: async () => [...contents.rooms].sort(),
    shards: async () => shards,
    growShards: async count => {
      shards = Math.max(shards, count)
    },
  }
  const sweep = (nowMs: number) => {
    const expired = [...contents.messages.values()].filter(({ expiresAt }) => expiresAt * 1000 <= nowMs)
    for (const { key } of expired) {
      contents.messages.delete(key)
      index.note(key, undefined)
    }
    return expired
  }
  return { store, letters: modelLetters(contents.letters), contents, sweep }
}

/** The index says which; what they are is read where they are written. */
const standingOf = (
  { messages }: Contents,
  listed: readonly LiveMessage[],
  only: Only | undefined,
): LiveMessage[] =>
  listed.flatMap(({ key }) => {
    const standing = messages.get(key)
    return standing?.is === 'live' && (!only || standing.kind === only.kind) ? standing : []
  })

/** By the minute that each is counted in; what is not live counts nothing. */
export const foldOf = (messages: readonly StoredMessage[]): Map<number, Tally> => {
  const folds = new Map<number, Tally>()
  for (const one of messages)
    if (one.is === 'live') folds.set(one.minute, plus(folds.get(one.minute) ?? nothing, tallyOf(one)))
  return folds
}

const counterKey = (room: string, { window, shard }: Pick<CounterAdd, 'window' | 'shard'>) =>
  JSON.stringify([room, window, shard])

const isWithin = (window: Window, span: Span | undefined): boolean => {
  if (span === undefined) return window === 'total'
  if (window === 'total') return false
  return window * MINUTE_MS >= span.fromMs && window * MINUTE_MS < span.toMs
}

const verdictOn = ({ messages, counters }: Contents, { room, puts, adds }: Write): WriteResult => {
  const names = [...puts.map(({ message }) => message.key), ...adds.map(add => counterKey(room, add))]
  if (names.length > MAX_TRANSACTION_ACTIONS) return { is: 'invalid', why: `${names.length} actions` }
  if (new Set(names).size < names.length) return { is: 'invalid', why: 'one item twice' }
  if ([...puts.map(({ message }) => message), ...adds.map(({ add }) => add)].some(holdsNoNumber))
    return { is: 'invalid', why: 'NaN or Infinity' }
  const unmet = puts.filter(({ message, over }) => (messages.get(message.key)?.version ?? 0) !== over)
  const moved = adds.some(
    add => add.rev !== undefined && (counters.get(counterKey(room, add))?.rev ?? 0) !== add.rev,
  )
  if (unmet.length === 0 && !moved) return { is: 'written' }
  return { is: 'refused', standing: new Map(unmet.map(({ message: { key } }) => [key, messages.get(key)])) }
}

const holdsNoNumber = (item: object): boolean =>
  Object.values(item).some(value => typeof value === 'number' && !Number.isFinite(value))

const apply = ({ messages, counters, rooms }: Contents, { room, puts, adds, atMs }: Write): void => {
  for (const { message } of puts) messages.set(message.key, message)
  for (const { window, shard, add, rev: condition } of adds) {
    if (condition !== undefined && isNothing(add)) continue // only a check
    const key = counterKey(room, { window, shard })
    const { tally, rev } = counters.get(key) ?? { tally: nothing, rev: 0 }
    counters.set(key, { room, window, shard, tally: plus(tally, add), rev: rev + 1, at: atMs })
  }
  if (puts.some(({ message }) => message.is === 'live')) rooms.add(room)
}

/** The index of live messages by room and time, `lagMs` behind the table. */
const indexOf = (lagMs: number, clock: Pick<Clock, 'now'>) => {
  const seen = new Map<string, LiveMessage>()
  const changes: { atMs: number; key: string; message: StoredMessage | undefined }[] = []
  const catchUp = () => {
    while (changes[0] && changes[0].atMs + lagMs <= clock.now()) {
      const { key, message } = changes.shift()!
      if (message?.is === 'live') seen.set(key, message)
      else seen.delete(key)
    }
  }
  return {
    note: (key: string, message: StoredMessage | undefined) =>
      void changes.push({ atMs: clock.now(), key, message }),
    page: (
      room: string,
      { fromMs, toMs }: Span,
      limit: number,
      how: { cursor?: string | undefined; only?: Only | undefined } = {},
    ) => {
      catchUp()
      const wanted = [...seen.values()].filter(
        one =>
          one.room === room &&
          one.postedAt >= fromMs &&
          one.postedAt < toMs &&
          (how.only === undefined || one.kind === how.only.kind),
      )
      const { page, cursor: next } = pageOf(wanted, one => timeKey(one.postedAt, one.key), limit, how.cursor)
      return { messages: page, ...(next === undefined ? {} : { cursor: next }) }
    },
  }
}
