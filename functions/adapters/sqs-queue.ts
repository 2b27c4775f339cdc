import { type BatchResultErrorEntry, SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs'
import type { Queue } from '../pipeline/ports.ts'

/** Entries of one batch request. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
export const MAX_BATCH_ENTRIES = 10
/** How often the entries of a batch are sent that the service, by its own fault, did not take. */
const MAX_ATTEMPTS = 3

/** What a body may hold. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
const CARRIED = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]+$/u

/** 'http://127.0.0.1:4566/000000000000/posted' -> 'posted' */
export const queueNameOf = (url: string): string => new URL(url).pathname.split('/').at(-1) ?? url

/**
 * The queue at `url`. Entries that the service could not take are sent again; a body that it refuses, or a service
 * that stays away, throws: then it is not known which of the bodies are on the queue, and sending them all again is
 * harmless.
 */
export const sqsQueue = (client: SQSClient, url: string): Queue => ({
  name: queueNameOf(url),
  carries: body => CARRIED.test(body),
  send: async bodies => {
    const batches = tens(bodies)
    await Promise.all(batches.map(batch => sendBatch(client, url, batch)))
  },
})

const sendBatch = async (client: SQSClient, url: string, bodies: readonly string[]): Promise<void> => {
  let left = bodies
  for (let attempt = 1; left.length > 0; attempt++) {
    const Entries = left.map((MessageBody, at) => ({ Id: String(at), MessageBody }))
    const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }))
    const refused = Failed.find(({ SenderFault }) => SenderFault)
    if (refused || (Failed.length > 0 && attempt === MAX_ATTEMPTS))
      throw notSent(url, Failed.length, refused ?? Failed[0]!)
    left = Failed.map(({ Id }) => left[Number(Id)]!)
  }
}

const notSent = (url: string, count: number, { Code, Message }: BatchResultErrorEntry): Error =>
  new Error(
    `queue "${queueNameOf(url)}" did not take ${count} of the messages: ${Code} ${Message ?? ''}`.trim(),
  )

/** Split into tens, as batch requests take them. */
export const tens = <T>(all: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(all.length / MAX_BATCH_ENTRIES) }, (_, at) =>
    all.slice(at * MAX_BATCH_ENTRIES, (at + 1) * MAX_BATCH_ENTRIES),
  )
