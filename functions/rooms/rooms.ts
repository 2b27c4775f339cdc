import { MINUTE_MS } from '../pipeline/mood.ts'
import type { Span } from '../pipeline/ports.ts'
import type { Grouping } from '../questions/groups.ts'
import {
  MAX_QUESTIONS,
  type Reading,
  type RoomPorts,
  type RoomQuestions,
  roomQuestions,
} from './room-questions.ts'

/** All who ask within a second of a reading's start share that reading. */
const KEEP_MS = 1_000

/** How long listing may go on before what is listed is grouped: the HTTP API of AWS waits for 30 s in all. */
const LIST_WITHIN_MS = 10_000

/** How many questions are kept of a room and of all of them together (some 130 MB), and how many rooms and spans. */
export type Most = { ofRoom: number; ofAll: number; rooms: number }
export const MOST: Most = { ofRoom: MAX_QUESTIONS, ofAll: 150_000, rooms: 200 }

const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** Which questions: those of a room from a minute on (epoch milliseconds), or of the last 24 hours. */
export type Asked = { room: string; fromMs?: number | undefined }

/** `questions` are those of the span. Undefined: there was no time to list them all. Whoever asks again goes on. */
export type ReadRoom = (asked: Asked) => Promise<{ questions: RoomQuestions; span: Span } | undefined>

type Kept = {
  questions: RoomQuestions
  span: Span
  startedAtMs: number
  reading: Promise<Reading>
  isReading: boolean
}

/**
 * Rooms with their questions grouped, kept between requests and brought up to date when they are asked for. The least
 * recently asked for are let go.
 */
export const keptRooms = (ports: RoomPorts, grouping: Grouping, most: Most = MOST): ReadRoom => {
  const rooms = new Map<string, Kept>()
  return async asked => {
    const name = JSON.stringify([asked.room, asked.fromMs])
    const nowMs = ports.clock.now()
    const known = rooms.get(name)
    const one = known && isFresh(known, nowMs) ? known : begin(asked, nowMs, known?.questions)
    rooms.delete(name)
    rooms.set(name, one)
    const reading = await one.reading
    return reading === 'current' ? one : undefined
  }

  function begin(asked: Asked, nowMs: number, known?: RoomQuestions): Kept {
    const questions = known ?? roomQuestions(ports, asked.room, grouping, most.ofRoom)
    const span = spanOf(asked, nowMs)
    const reading = questions.read(span, nowMs + LIST_WITHIN_MS)
    const one: Kept = { questions, span, startedAtMs: nowMs, reading, isReading: true }
    const end = (how?: Reading) => {
      one.isReading = false
      if (how !== 'current') one.startedAtMs = Number.NEGATIVE_INFINITY
      letGo(rooms, most)
    }
    reading.then(end, () => end())
    return one
  }
}

const isFresh = ({ isReading, startedAtMs }: Kept, nowMs: number): boolean =>
  isReading || nowMs - startedAtMs < KEEP_MS

/**
 * To the end of the next hour, which is later than any message may be posted ahead of its time. Both ends stay for an hour,
 * so that what has been read does, too.
 */
const spanOf = ({ fromMs }: Asked, nowMs: number): Span => {
  const hourMs = nowMs - (nowMs % HOUR_MS)
  return { fromMs: fromMs ?? Math.max(0, hourMs - DAY_MS), toMs: hourMs + 2 * HOUR_MS }
}

/** A map tells what was put last, last: the least recently asked for come first. */
const letGo = (rooms: Map<string, Kept>, most: Most): void => {
  let questions = 0
  for (const one of rooms.values()) questions += one.questions.size()
  for (const [name, one] of [...rooms]) {
    if ((questions <= most.ofAll && rooms.size <= most.rooms) || rooms.size === 1) return
    if (one.isReading) continue
    rooms.delete(name)
    questions -= one.questions.size()
  }
}
