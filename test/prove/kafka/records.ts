import type { Message as Record } from 'kafkajs'
import { readMessage } from '../../../events/message.ts'
import type { Message } from '../../../schemas/message.ts'
import { bodyOf, type Draw, shuffled, type Traffic } from '../traffic.ts'

export const PARTITIONS = 6

/**
 * Everything as records: each message in one of the three forms, a part of them twice, and in any partition, so that a
 * room is written to by several consumers at once.
 */
export const recordsOf = (traffic: Traffic, draw: Draw, repeats: number): Record[] => {
  const twice = shuffled(traffic.messages, draw).slice(0, repeats)
  const good = [...traffic.messages, ...twice, traffic.conflict].map(message => {
    const write = forms[Math.floor(draw() * forms.length)]!
    return { key: message.room, ...write(message) }
  })
  const malformed = traffic.malformed.map(value => ({ key: 'prove', value }))
  return shuffled([...good, ...malformed], draw).map(record => ({
    ...record,
    partition: Math.floor(draw() * PARTITIONS),
  }))
}

const bare = ({ room, source, id, text, postedAt }: Message): Record => ({
  value: JSON.stringify({ room, source, id, text, postedAt }),
})

const structured = (message: Message): Record => ({ value: bodyOf(message) })

const binary = ({ room, source, id, text, postedAt }: Message): Record => ({
  value: JSON.stringify({ text }),
  headers: {
    ce_specversion: '1.0',
    ce_type: 'roomtone.message.posted',
    ce_source: source,
    ce_id: id,
    ce_subject: room,
    ce_time: new Date(postedAt).toISOString(),
    'content-type': 'application/json',
  },
})

const forms = [bare, structured, binary]

/** A record without an id is given one by its place, so that it is no fault here. */
export const withFaultsOfKafka = (traffic: Traffic): Traffic => ({
  ...traffic,
  malformed: traffic.malformed.filter(body => {
    const read = readMessage(Buffer.from(body))
    return read.is !== 'rejected' || !/^id: is missing/.test(read.detail)
  }),
})
