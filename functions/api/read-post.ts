import { type Message, MessageEvent, PostedMessage } from '../../schemas/message.ts'
import { untimely } from '../pipeline/untimely.ts'
import { type Fault, faultsOf } from './problem.ts'

/** What a post does not have to bring: the room stands in the path; id and time are made where none is given. */
export type Stamps = { room: string; nowMs: number; makeId: () => string }

export type ReadPost = { is: 'message'; message: Message } | { is: 'faulty'; faults: Fault[] }

export const readPosted = (value: unknown, { room, nowMs, makeId }: Stamps): ReadPost => {
  const parsed = PostedMessage.safeParse(value)
  if (!parsed.success) return { is: 'faulty', faults: faultsOf(parsed.error, '') }
  const { room: said = room, id = makeId(), postedAt = nowMs, ...rest } = parsed.data
  if (said !== room) return elsewhere('/room', said, room)
  return ifTimely({ room, id, postedAt, revision: 0, ...rest }, nowMs, '/postedAt')
}

export const readEvent = (value: unknown, { room, nowMs }: Stamps): ReadPost => {
  if (typeof value === 'object' && value !== null && 'data_base64' in value)
    return faulty('/data_base64', 'is not read: put the message into data')
  const parsed = MessageEvent.safeParse(value)
  if (!parsed.success) return { is: 'faulty', faults: faultsOf(parsed.error, '') }
  const { subject, source, id, time, data } = parsed.data
  if (subject !== room) return elsewhere('/subject', subject, room)
  return ifTimely({ room, source, id, postedAt: Date.parse(time), ...data }, nowMs, '/time')
}

const faulty = (pointer: string, detail: string): ReadPost => ({
  is: 'faulty',
  faults: [{ pointer, detail }],
})

const elsewhere = (pointer: string, said: string, room: string): ReadPost =>
  faulty(pointer, `is ${JSON.stringify(said)}, the path says ${JSON.stringify(room)}`)

const ifTimely = (message: Message, nowMs: number, pointer: string): ReadPost => {
  const late = untimely(message.postedAt, nowMs)
  return late ? faulty(pointer, late.detail) : { is: 'message', message }
}
