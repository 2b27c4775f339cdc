/* What a case of bad input is, and what the tables make their cases of. */
import type { Rejection } from '../../schemas/dead-letter.ts'

export type SourceName = 'sqs' | 'kafka' | 'http'
export type Expected = Rejection | 'counted' | 'erased'
export type Difference = { outcome: Expected; because: string } | { skip: string }
export type Differences = Partial<Record<SourceName, Difference>>

export type Case = {
  name: string
  body: Uint8Array
  /** A reason of the dead letters: HTTP refuses with the status of that reason. Or it looks bad and is counted. */
  outcome: Expected
  /** What the dead letter's detail says, and the answer over HTTP. */
  detail?: RegExp | undefined
  on?: Differences | undefined
  /** As what it is posted over HTTP. */
  mediaType: string
}

/** What the clock shows when the corpus is read. */
export const NOW_MS = Date.UTC(2026, 10, 22, 9, 1, 30)

export type Row = [
  name: string,
  body: unknown,
  outcome: Expected,
  detail?: RegExp | undefined,
  on?: Differences | undefined,
]

/** A text or bytes are a body; anything else becomes JSON. */
export const casesOf = (rows: Row[], mediaType = 'application/json'): Case[] =>
  rows.map(([name, body, outcome, detail, on]) => ({
    ...{ name, body: bytesOf(body), outcome, detail, on },
    mediaType,
  }))
const bytesOf = (body: unknown): Uint8Array =>
  body instanceof Uint8Array ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))

/** What a case does at a source; undefined: it cannot get there. */
export const expectedOn = ({ outcome, on }: Case, source: SourceName): Expected | undefined => {
  const difference = on?.[source]
  if (!difference) return outcome
  return 'outcome' in difference ? difference.outcome : undefined
}

/** Whether what was posted is done with: there is no dead letter. */
export const isTaken = (expected: Expected): boolean => expected === 'counted' || expected === 'erased'

/** A message that is fine, as bare JSON and as an event. */
export const bare = { room: 'hall', id: 'bad', text: 'good talk', postedAt: NOW_MS }
export const event = {
  specversion: '1.0',
  type: 'roomtone.message.posted',
  source: 'app',
  id: 'bad',
  subject: 'hall',
  time: new Date(NOW_MS).toISOString(),
  data: { text: 'good talk' },
}

/** A record of Kafka, and a post over HTTP, bring some of what a message lacks. */
export const byRecord = (what: string): Differences => ({
  kafka: { outcome: 'counted', because: `the record gives its ${what}` },
})
export const byPost = (what: string): Differences => ({
  http: { outcome: 'counted', because: `a post is given its ${what}` },
})
