import { readFileSync } from 'node:fs'
import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs'
import { benchTexts, drawing } from '../../bench/texts.ts'

/** What is posted: every message once, some twice, one that is malformed, one that the store will not take. */
export type Traffic = {
  messages: Posted[]
  /** Indices of those that are posted again. */
  repeats: number[]
  malformed: string
  unstorable: Posted
}
export type Posted = { room: string; id: string; text: string; postedAt: number }

const ROOMS = 3
const REPEATED = 0.1

/** The room that DynamoDB refuses to write to, as it does where a key may not be used. */
export const UNSTORABLE_ROOM = 'room-that-nobody-can-write-to'

export const trafficOf = (texts: readonly string[], nowMs: number): Traffic => {
  const draw = drawing(7)
  const messages = texts.map((text, at) => ({
    room: `hall-${at % ROOMS}`,
    id: `m-${at}`,
    text,
    postedAt: nowMs - at,
  }))
  return {
    messages,
    repeats: messages.flatMap((_, at) => (draw() < REPEATED ? [at] : [])),
    malformed: '{"room":"hall-0","id":"m-malformed","text":"no end to it',
    unstorable: { room: UNSTORABLE_ROOM, id: 'm-unstorable', text: 'Does this arrive?', postedAt: nowMs },
  }
}

/** Our own texts, or those of the column `text` of a TSV; all of these, or as many of them as are asked for, over again where there are fewer. */
export const textsFor = (count: number, file: string | undefined): string[] => {
  if (file === undefined) return benchTexts(count)
  const [head = '', ...rows] = readFileSync(file, 'utf8').trimEnd().split(/\r?\n/)
  const column = head.split('\t').indexOf('text')
  if (column < 0) throw new Error(`${file} has no column "text" in its first line: give a TSV that has`)
  const texts = rows.map(row => row.split('\t')[column]?.trim() ?? '').filter(text => text !== '')
  if (texts.length === 0) throw new Error(`${file} has no texts below its first line: give a TSV that has`)
  return Array.from({ length: count }, (_, at) => texts[at % texts.length]!)
}

/** SQS takes so many at once. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html */
const MAX_ENTRIES = 10

/** The unstorable one first, because being given up takes it a while; repeats among the rest. */
export const bodiesOf = ({ messages, repeats, malformed, unstorable }: Traffic): string[] => {
  const again = new Set(repeats)
  const posted = messages.flatMap((message, at) =>
    again.has(at) ? [JSON.stringify(message), JSON.stringify(message)] : [JSON.stringify(message)],
  )
  return [JSON.stringify(unstorable), malformed, ...posted]
}

export const send = async (client: SQSClient, QueueUrl: string, bodies: readonly string[]): Promise<void> => {
  for (let at = 0; at < bodies.length; at += MAX_ENTRIES) {
    const batch = bodies.slice(at, at + MAX_ENTRIES)
    const Entries = batch.map((MessageBody, id) => ({ Id: String(id), MessageBody }))
    const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }))
    if (Failed.length > 0) throw new Error(`the queue took not all of a batch: ${Failed[0]!.Message}`)
  }
}
