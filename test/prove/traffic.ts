import { writeMessage } from '../../events/message.ts'
import { messageKey } from '../../functions/pipeline/keys.ts'
import type { Message } from '../../schemas/message.ts'

/** Numbers from 0 up to, not including, 1, the same ones for the same seed (mulberry32, public domain). */
export const drawFrom = (seed: number) => (): number => {
  seed = (seed + 0x6d2b79f5) | 0
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
}

export type Draw = () => number
export const pick = <T>(from: readonly T[], draw: Draw): T => from[Math.floor(draw() * from.length)]!
export const shuffled = <T>(items: readonly T[], draw: Draw): T[] => {
  const all = [...items]
  for (let at = all.length - 1; at > 0; at--) {
    const other = Math.floor(draw() * (at + 1))
    ;[all[at], all[other]] = [all[other]!, all[at]!]
  }
  return all
}

export type Keyed = Message & { key: string }

export type Traffic = {
  rooms: string[]
  /** To be counted, but for those to erase and the one that `conflict` contests. */
  messages: Keyed[]
  /** Bodies that are no messages: dead letters all of them, each of its own. */
  malformed: string[]
  /** Another text under the identity of one of the messages: one of the two is counted, the other a dead letter. */
  conflict: Keyed
  erased: Keyed[]
}

const rooms = ['prove: town hall', 'prove: stream #7', 'prove: support']
export type Sizes = { messages: number; malformed: number; erased: number }
const usual: Sizes = { messages: 2_000, malformed: 24, erased: 60 }
/** How far back messages were posted: enough minutes for the counters to differ. */
const SPAN_MS = 45 * 60_000

/** Everything that will be sent, drawn from `draw` alone. */
export const makeTraffic = (draw: Draw, nowMs: number, sizes = usual): Traffic => {
  const messages = Array.from({ length: sizes.messages }, (_, at) => makeMessage(at, draw, nowMs))
  const [contested, ...rest] = shuffled(messages, draw)
  return {
    rooms,
    messages,
    malformed: Array.from({ length: sizes.malformed }, (_, at) => malformedBody(at, nowMs)),
    conflict: { ...contested!, text: `${contested!.text} (but that is not what was said)` },
    erased: rest.slice(0, sizes.erased),
  }
}

const makeMessage = (at: number, draw: Draw, nowMs: number): Keyed => {
  const message: Message = {
    room: pick(rooms, draw),
    source: 'prove',
    id: `p-${at}`,
    revision: 0,
    text: makeText(draw),
    postedAt: Math.floor(nowMs - draw() * SPAN_MS),
  }
  return { ...message, key: messageKey(message) }
}

const openings = ['', '', 'Hi all! ', 'Honestly, ', 'Question: ', 'To the speakers: ', '@host ']
const things = ['the new app', 'this demo', 'the roadmap', 'our support', 'the sound', 'lunch', 'the pricing']
const opinions = [
  'is wonderful, thank you',
  'makes my day ❤️',
  'is fine',
  'is a mess',
  'broke again and nobody cares',
  'will be shown when?',
  'is made by idiots',
  'is on slide 12, right?',
  'could be better, could be worse',
  'is the best thing this year 🎉',
  'makes me angry',
]
const makeText = (draw: Draw) => `${pick(openings, draw)}${pick(things, draw)} ${pick(opinions, draw)}`

/** What goes wrong in the wild, by turns. The number makes each body one of its own. */
const malformedBody = (at: number, nowMs: number): string => {
  const good = { room: rooms[at % rooms.length], id: `m-${at}`, text: 'hello', postedAt: nowMs }
  const faults = [
    () => JSON.stringify(good).slice(0, -12 - at),
    () => `hello, I am no JSON (${at})`,
    () => JSON.stringify({ ...good, text: '   ' }),
    () => JSON.stringify({ ...good, id: undefined, number: at }),
    () => JSON.stringify({ ...good, postedAt: Math.floor(nowMs / 1000) }),
    () => JSON.stringify({ ...good, postedAt: nowMs + 86_400_000 }),
    () => JSON.stringify(JSON.stringify(good)),
    () => JSON.stringify({ ...good, text: 'x'.repeat(17_000) }),
    () => `${'['.repeat(200 + at)}${']'.repeat(200 + at)}`,
    () => JSON.stringify(good).replace('{', '{"__proto__":{"room":"x"},'),
    () => JSON.stringify(good).replace('{', '{"id":"twice",'),
    () => JSON.stringify({ ...good, text: 'bell \u0007' }),
  ]
  return faults[at % faults.length]!()
}

export const bodyOf = (message: Message): string => writeMessage(message)
