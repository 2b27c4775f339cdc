/** Where the messages of an event come from: their room, the number of the first, and when they were posted (epoch ms). */
export type Posting = { room: string; from: number; postedAt: number }

/**
 * The event that Lambda hands over of a queue, as the text that its runtime reads: one record a text, with the fields
 * that SQS gives. sqsEvent(['Great!'], { room: 'hall', from: 17, postedAt: 1763800000000 })
 *   -> '{"Records":[{"messageId":"hall-17","body":"{\"room\":\"hall\",\"id\":\"q-17\",\"text\":\"Great!\",…}",…}]}'
 */
export const sqsEvent = (texts: readonly string[], posting: Posting): string =>
  JSON.stringify({ Records: texts.map((text, nth) => recordOf(text, posting.from + nth, posting)) })

const recordOf = (text: string, number: number, { room, postedAt }: Posting) => ({
  messageId: `${room}-${number}`,
  receiptHandle: 'AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a',
  body: JSON.stringify({ room, id: `q-${number}`, text, postedAt }),
  attributes: {
    ApproximateReceiveCount: '1',
    SentTimestamp: String(postedAt),
    SenderId: 'AIDAIENQZJOLO23YVJ4VO',
    ApproximateFirstReceiveTimestamp: String(postedAt + 1),
  },
  messageAttributes: {},
  md5OfBody: 'e4e68fb7bd0e697a0ae8f1bb342846b3',
  eventSource: 'aws:sqs',
  eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:posted',
  awsRegion: 'us-east-1',
})
