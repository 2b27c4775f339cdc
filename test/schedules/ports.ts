/* The ports as an actor of a schedule sees them: every call waits for its turn, and may go wrong. */
import { sum } from '../../functions/pipeline/mood.ts'
import type {
  Classification,
  Classifier,
  Counter,
  Encoder,
  Ports,
  Queue,
  Span,
  Store,
} from '../../functions/pipeline/ports.ts'
import { vectorOf } from '../functions/pipeline/stub-encoder.ts'
import { foldOf } from './model-store.ts'
import {
  encoderBy,
  identityName,
  labelBy,
  type ModelName,
  resultName,
  storedName,
  writeName,
} from './names.ts'
import { changeFates, done, found, readFates } from './outcomes.ts'
import type { Fate, Text } from './plan.ts'
import { scheduledLetters } from './scheduled-letters.ts'
import type { Actor } from './scheduler.ts'
import type { World } from './stage.ts'

const writeFates: readonly Fate[] = [...changeFates, 'contended']

const scheduledStore = ({ scheduler: { call }, model: { store } }: World, by: Actor): Store => {
  /** Each key by itself: a batch of reads is no snapshot. */
  const read: Store['read'] = async keys => {
    const found = await Promise.all(
      keys.map(key =>
        call(by, {
          what: `read ${identityName(key)}`,
          run: () => store.read([key]),
          tell: found => storedName(found.get(key)),
          fates: readFates,
        }),
      ),
    )
    return new Map(found.flatMap(one => [...one]))
  }
  const list: Store['list'] = async (room, span, limit, cursor, only) => {
    if (await isEmpty(store, room, span)) return { messages: [] }
    const run = () => store.list(room, span, limit, cursor, only)
    return call(by, { what: `list ${room}`, run, tell: ({ messages }) => found(messages), fates: readFates })
  }
  /** Each shard by itself: the counters of a room are no snapshot either. */
  const counters: Store['counters'] = async (room, span) => {
    if (await isEmpty(store, room, span)) return []
    const shards = [...Array(await store.shards()).keys()]
    const ofShard = async (shard: number): Promise<Counter[]> =>
      (await store.counters(room, span)).filter(counter => counter.shard === shard)
    const counters = await Promise.all(
      shards.map(shard => {
        const what = `read the counters of ${room}, shard ${shard}`
        return call<Counter[]>(by, { what, run: () => ofShard(shard), tell: found, fates: readFates })
      }),
    )
    return counters.flat()
  }
  return {
    ...store,
    write: write => {
      const poisoned = write.puts.some(({ message }) => message.is === 'live' && message.text === 'poison')
      const run = async () =>
        poisoned ? ({ is: 'invalid', why: 'it holds poison' } as const) : await store.write(write)
      return call(by, { what: writeName(write), run, tell: resultName, fates: writeFates })
    },
    read,
    list,
    counters,
    /** A consistent one is a list, and then each message by itself. */
    fold: async (room, span, how) => {
      const { messages } = await list(room, span, EVERY_MESSAGE)
      return foldOf(how?.consistent ? [...(await read(messages.map(({ key }) => key))).values()] : messages)
    },
    sumOfMinutes: async room => sum((await counters(room, always)).map(({ tally }) => tally)),
  }
}

const EVERY_MESSAGE = 1_000
const always: Span = { fromMs: 0, toMs: 8.64e15 }

/** Where nothing was ever counted there is nothing to see: it takes no turn, or an audit would be 840 empty hours. */
const isEmpty = async (store: Store, room: string, span: Span | undefined): Promise<boolean> =>
  (await store.counters(room, span)).length === 0

const classificationOf = (text: string, model: ModelName): Classification => {
  const labelled = labelBy[model][text as Text]
  return labelled
    ? { is: 'labelled', probabilities: { negative: 0, neutral: 0, positive: 0 }, ...labelled }
    : { is: 'unclassifiable', reason: 'no-tokens', detail: 'it is blank' }
}

export const scheduledClassifier = (
  { scheduler: { call } }: World,
  by: Actor,
  model: ModelName = 'stub',
): Classifier => ({
  model,
  classify: texts =>
    call(by, {
      what: `classify ${texts.map(text => `"${text}"`).join(', ')}`,
      run: async () => texts.map(text => classificationOf(text, model)),
      tell: () => 'labelled',
      fates: readFates,
    }),
})

/** How often the pipeline's encoder finds nothing in a text to encode. */
const MUTE = 0.3

/** `isSure`: it gives a vector of every text, as who relabels insists on. Otherwise of some none, by luck. */
export const scheduledEncoder = (
  { scheduler: { call }, draw }: World,
  by: Actor,
  { model = 'stub', isSure = false }: { model?: ModelName; isSure?: boolean } = {},
): Encoder => ({
  model: encoderBy[model],
  cosine: 0.8,
  encode: texts =>
    call<(Uint8Array | undefined)[]>(by, {
      what: `encode ${texts.map(text => `"${text}"`).join(', ')}`,
      run: async () =>
        texts.map(text => (isSure || draw() >= MUTE ? vectorOf(text, encoderBy[model]) : undefined)),
      tell: found,
      fates: readFates,
    }),
})

export const portsOf = (world: World, by: Actor): Ports => ({
  store: world.wrap(scheduledStore(world, by)),
  letters: scheduledLetters(world, by),
  classifier: scheduledClassifier(world, by),
  encoder: scheduledEncoder(world, by),
  clock: world.scheduler.clockOf(by),
  draw: world.draw,
})

/** The queue to send to, as an actor sees it. */
export const scheduledQueue = (
  { scheduler: { call } }: World,
  by: Actor,
  send: (body: string) => void,
): Queue => ({
  name: 'posted',
  send: bodies =>
    call(by, {
      what: `send ${bodies.length} to the queue`,
      run: async () => bodies.forEach(body => void send(body)),
      tell: done,
      fates: changeFates,
    }),
})
