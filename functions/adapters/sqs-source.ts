import {
  type BatchResultErrorEntry,
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs'
import type { SQSRecord } from 'aws-lambda'
import { MAX_BATCH_ENTRIES, queueNameOf, tens } from './sqs-queue.ts'

/** A queue as its consumer uses it. Everything throws where the service cannot be reached. */
export type SqsSource = {
  name: string
  /** Up to ten messages, as Lambda records. Waits for the first for up to `waitSeconds` (at most 20). */
  receive(ask: { atMost: number; waitSeconds: number; signal: AbortSignal }): Promise<SQSRecord[]>
  /** Delete them; those that could not be. */
  remove(records: readonly SQSRecord[]): Promise<SQSRecord[]>
  /** Keep them from being given out for so many seconds from now. */
  hide(records: readonly SQSRecord[], seconds: (record: SQSRecord) => number): Promise<void>
}

/** The queue at `url`. What is received stays hidden from others for `leaseSeconds`. */
export const sqsSource = (client: SQSClient, url: string, leaseSeconds: number): SqsSource => {
  const toRecord = recordsOf(url)
  return {
    name: queueNameOf(url),
    receive: async ({ atMost, waitSeconds, signal }) => {
      const command = new ReceiveMessageCommand({
        QueueUrl: url,
        MaxNumberOfMessages: Math.min(atMost, MAX_BATCH_ENTRIES),
        WaitTimeSeconds: waitSeconds,
        VisibilityTimeout: leaseSeconds,
        MessageSystemAttributeNames: ['All'],
      })
      const { Messages = [] } = await client.send(command, { abortSignal: signal })
      return Messages.map(toRecord)
    },
    remove: records =>
      inTens(records, Entries => client.send(new DeleteMessageBatchCommand({ QueueUrl: url, Entries }))),
    hide: async (records, seconds) => {
      await inTens(records, (entries, batch) =>
        client.send(
          new ChangeMessageVisibilityBatchCommand({
            QueueUrl: url,
            Entries: entries.map((entry, at) => ({ ...entry, VisibilityTimeout: seconds(batch[at]!) })),
          }),
        ),
      )
    },
  }
}

type Entry = { Id: string; ReceiptHandle: string }

/** Ten at a time, side by side; returns those that did not succeed. */
const inTens = async (
  records: readonly SQSRecord[],
  send: (entries: Entry[], batch: SQSRecord[]) => Promise<{ Failed?: BatchResultErrorEntry[] | undefined }>,
): Promise<SQSRecord[]> => {
  const left = await Promise.all(
    tens(records).map(async batch => {
      const entries = batch.map(({ receiptHandle }, at) => ({ Id: String(at), ReceiptHandle: receiptHandle }))
      const { Failed = [] } = await send(entries, batch)
      return Failed.map(({ Id }) => batch[Number(Id)]!)
    }),
  )
  return left.flat()
}

/** 'https://sqs.eu-west-1.amazonaws.com/123456789012/posted' -> records of arn:aws:sqs:eu-west-1:123456789012:posted */
const recordsOf = (url: string) => {
  const { hostname, pathname } = new URL(url)
  const [account = '', name = ''] = pathname.split('/').slice(-2)
  const awsRegion = regionOf(hostname) ?? 'local'
  const eventSourceARN = `arn:aws:sqs:${awsRegion}:${account}:${name}`
  return (message: Message): SQSRecord => ({
    messageId: message.MessageId ?? '',
    receiptHandle: message.ReceiptHandle ?? '',
    body: message.Body ?? '',
    attributes: message.Attributes as unknown as SQSRecord['attributes'],
    messageAttributes: {},
    md5OfBody: message.MD5OfBody ?? '',
    eventSource: 'aws:sqs',
    eventSourceARN,
    awsRegion,
  })
}

/** 'sqs.eu-west-1.amazonaws.com' -> 'eu-west-1'; undefined for a queue that is not at AWS. */
export const regionOf = (hostname: string): string | undefined =>
  /^sqs\.([a-z0-9-]+)\.amazonaws\.com/.exec(hostname)?.[1]
