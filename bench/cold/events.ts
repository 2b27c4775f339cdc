import { secretBytes, signToken } from '../../functions/api/token.ts'
import type { FunctionName } from '../../scripts/bundle.ts'

export const SECRET = 'a secret of the bench, which signs no other tokens'
const ROOM = 'all-hands'

/** The first event of each function: one message, one request. */
export const firstEvents = async (nowMs: number): Promise<Record<FunctionName, unknown>> => {
  const body = JSON.stringify({ room: ROOM, id: 'q-1', text: 'I love this town hall!', postedAt: nowMs })
  const token = await signToken(
    secretBytes(SECRET),
    { room: ROOM, scopes: new Set(['read', 'post']) },
    { nowMs, lastsMs: 600_000 },
  )
  return {
    'classify-sqs': fromQueue('posted', body, nowMs),
    'classify-kafka': fromTopic(body, nowMs),
    'collect-dead-letters': fromQueue('posted-dead-letters', body, nowMs),
    audit: {},
    ingest: request('POST', 'messages', token, body),
    query: request('GET', 'mood', token),
    questions: request('GET', 'similar', token, undefined, 'text=Will+this+be+recorded'),
  }
}

const fromQueue = (queue: string, body: string, nowMs: number) => ({
  Records: [
    {
      messageId: '059f36b4-87a3-44ab-83d2-661975830a7d',
      receiptHandle: 'AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a',
      body,
      attributes: { ApproximateReceiveCount: '1', SentTimestamp: String(nowMs), SenderId: 'bench' },
      messageAttributes: {},
      eventSource: 'aws:sqs',
      eventSourceARN: `arn:aws:sqs:us-east-1:000000000000:${queue}`,
      awsRegion: 'us-east-1',
    },
  ],
})

const fromTopic = (value: string, timestamp: number) => ({
  eventSource: 'SelfManagedKafka',
  bootstrapServers: '127.0.0.1:9092',
  records: {
    'posted-0': [
      {
        topic: 'posted',
        partition: 0,
        offset: 15,
        timestamp,
        timestampType: 'CREATE_TIME',
        value: Buffer.from(value).toString('base64'),
        headers: [],
      },
    ],
  },
})

const request = (method: string, what: string, token: string, body?: string, query = '') => ({
  version: '2.0',
  routeKey: '$default',
  rawPath: `/v1/rooms/${ROOM}/${what}`,
  rawQueryString: query,
  headers: { host: 'api.test', authorization: `Bearer ${token}`, 'content-type': 'application/json' },
  requestContext: {
    domainName: 'api.test',
    stage: '$default',
    http: { method, path: `/v1/rooms/${ROOM}/${what}` },
  },
  body: body ?? null,
  isBase64Encoded: false,
})
