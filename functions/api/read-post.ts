import { type GoodMessage, isErasure, ofEvent } from '../../events/message.ts'
import { type Message, PostedErasure, PostedMessage } from '../../schemas/message.ts'
import { MessageEvent } from '../../schemas/message-event.ts'
import { untimely } from '../pipeline/untimely.ts'
import { type Fault, faultsOf } from './problem.ts'

/** What a post does not have to bring: the room stands in the path; id and time are made where none is given. */
export type Stamps = { room: string; nowMs: number; makeId: () => string }

export type ReadPost = GoodMessage | { is: 'faulty'; faults: Fault[] }

export const readPosted = (value: unknown, stamps: Stamps): ReadPost => {
  if (typeof value === 'object' && value !== null && isErasure(value)) return readErasure(value, stamps)
  const parsed = PostedMessage.safeParse(value)
  if (!parsed.success) return { is: 'faulty', faults: faultsOf(parsed.error, '') }
  const { room, nowMs, makeId } = stamps
  const { room: said = room, id = makeId(), postedAt = nowMs, ...rest } = parsed.data
  if (said !== room) return elsewhere('/room', said, room)
  return ifTimely({ room, id, postedAt, ...rest }, nowMs, '/postedAt')
}

const readErasure = (value: object, { room }: Stamps): ReadPost => {
  const parsed = PostedErasure.safeParse(value)
  if (!parsed.success) return { is: 'faulty', faults: faultsOf(parsed.error, '') }
  const { room: said = room, source, id } = parsed.data
  if (said !== room) return elsewhere('/room', said, room)
  return { is: 'erasure', identity: { room, source, id } }
}

export const readEvent = (value: unknown, { room, nowMs }: Stamps): ReadPost => {
  if (typeof value === 'object' && value !== null && 'data_base64' in value && !isErasure(value))
    return faulty('/data_base64', 'is not read: put the message into data')
  const parsed = MessageEvent.safeParse(value)
  if (!parsed.success) return { is: 'faulty', faults: faultsOf(parsed.error, '') }
  const { subject } = parsed.data
  if (subject !== room) return elsewhere('/subject', subject, room)
  const read = ofEvent(parsed.data)
  return read.is === 'message' ? ifTimely(read.message, nowMs, '/time') : read
}

const faulty = (pointer: string, detail: string): ReadPost => ({
  is: 'faulty',
  faults: [{ pointer, detail }],
})

const elsewhere = (pointer: string, said: string, room: string): ReadPost =>
  faulty(pointer, `is ${JSON.stringify(said)}, the path says ${JSON.stringify(room)}`)

/** `pointer`: where its time stands. */
export const ifTimely = (message: Message, nowMs: number, pointer: string): ReadPost => {
  const late = untimely(message.postedAt, nowMs)
  return late ? faulty(pointer, late.detail) : { is: 'message', message }
}
