import { type GoodMessage, isErasure, ofEvent } from '../../events/message.ts'
import { type Message, PostedErasure, PostedMessage } from '../../schemas/message.ts'
import { MessageEvent } from '../../schemas/message-event.ts'
import { untimely } from '../pipeline/untimely.ts'
import { type Fault, faultsOf } from './problem.ts'

/** What a post does not have to bring: the room stands in the path; id and time are made where none is given. */
export type Stamps = { room: string; nowMs: number; makeId: () => string }

export type ReadPost = GoodMessage | { is: 'faulty'; faults: Fault[] }

export const readPosted = (value: unknown, stamps: Stamps): ReadPost => {
  const { room, nowMs, makeId } = stamps
  if (typeof value === 'object' && value !== null && isErasure(value)) return readErasure(value, stamps)
  const parsed = PostedMessage.safeParse(value)
  if (!parsed.success) return { is: 'faulty', faults: faultsOf(parsed.error, '') }
  const { id = makeId(), postedAt = nowMs, ...rest } = parsed.data
  return ifTimely({ room, id, postedAt, ...rest }, nowMs, '/postedAt')
}

const readErasure = (value: object, { room }: Stamps): ReadPost => {
  const parsed = PostedErasure.safeParse(value)
  if (!parsed.success) return { is: 'faulty', faults: faultsOf(parsed.error, '') }
  const { source, id } = parsed.data
  return { is: 'erasure', identity: { room, source, id } }
}

export const readEvent = (value: unknown, { room, nowMs }: Stamps): ReadPost => {
  const parsed = MessageEvent.safeParse(value)
  if (!parsed.success) return { is: 'faulty', faults: faultsOf(parsed.error, '') }
  const { subject } = parsed.data
  if (subject !== room)
    return {
      is: 'faulty',
      faults: [
        {
          pointer: '/subject',
          detail: `is ${JSON.stringify(subject)}, the path says ${JSON.stringify(room)}`,
        },
      ],
    }
  const read = ofEvent(parsed.data)
  return read.is === 'message' ? ifTimely(read.message, nowMs, '/time') : read
}

/** `pointer`: where its time stands. */
export const ifTimely = (message: Message, nowMs: number, pointer: string): ReadPost => {
  const late = untimely(message.postedAt, nowMs)
  return late ? { is: 'faulty', faults: [{ pointer, detail: late.detail }] } : { is: 'message', message }
}
