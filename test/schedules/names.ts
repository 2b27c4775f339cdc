/* What a plan's postings are as bodies, and what the things of a schedule are called where people read it. */
import { writeMessage } from '../../events/message.ts'
import { messageKey } from '../../functions/pipeline/keys.ts'
import { MINUTE_MS, minuteOf, tallyFields } from '../../functions/pipeline/mood.ts'
import type { StoredMessage, Window, Write, WriteResult } from '../../functions/pipeline/ports.ts'
import type { Labelled } from '../../schemas/labelled.ts'
import { DEFAULT_SOURCE } from '../../schemas/message.ts'
import type { Tally } from '../../schemas/mood.ts'
import { ids, type Posting, rooms, type Text } from './plan.ts'

export const DAY_MS = 86_400_000
/** Just past the hour, so that the minutes before lie in another one. */
export const START_MS = Date.UTC(2026, 10, 22, 9, 1, 30)

const sure = { confidence: 0.9, sure: true }
const unsure = { confidence: 0.4, sure: false }

const comment = { kind: 'comment', offensive: 0.02, flagged: false } as const
const rude = { kind: 'comment', offensive: 0.91, flagged: true } as const
const rudeQuestion = { ...rude, kind: 'question' } as const

/** What the model says of each text, of shaky neither kind nor flag, as a model without tasks; undefined: the text never comes that far, or has no tokens. */
export const labelOf: Record<Text, Labelled | undefined> = {
  good: { label: 'positive', score: 800, ...sure, ...comment },
  bad: { label: 'negative', score: -700, ...sure, ...rude },
  meh: { label: 'neutral', score: 10, ...unsure, ...rudeQuestion },
  shaky: { label: 'positive', score: 90, ...unsure },
  poison: { label: 'neutral', score: 0, ...sure },
  blank: undefined,
  torn: undefined,
}

/** What another model says of them: of one text no label at all. */
const otherLabelOf: Record<Text, Labelled | undefined> = {
  ...labelOf,
  good: { label: 'negative', score: -310, ...unsure, ...rudeQuestion },
  bad: { label: 'positive', score: 640, ...sure },
  meh: { label: 'neutral', score: -20, ...sure, ...comment },
  shaky: undefined,
}

/** The model that counts, and the one that people relabel with. */
export const labelBy = { stub: labelOf, other: otherLabelOf }
export type ModelName = keyof typeof labelBy

/** What makes vectors where that model labels. */
export const encoderBy: Record<ModelName, string> = {
  stub: 'similarity@1a2b3c4',
  other: 'other-similarity@5d6e7f8',
}

export const postedAtOf = ({ daysAgo, minutesAgo }: Posting): number =>
  START_MS - daysAgo * DAY_MS - minutesAgo * MINUTE_MS

export const keyOf = ({ room, id }: Pick<Posting, 'room' | 'id'>): string =>
  messageKey({ room, source: DEFAULT_SOURCE, id })

export const bodyOf = (posting: Posting): string => {
  const { room, id, revision, text, author, asEvent } = posting
  const message = { room, id, revision, text, author, postedAt: postedAtOf(posting) }
  const body = asEvent ? writeMessage({ ...message, source: DEFAULT_SOURCE }) : JSON.stringify(message)
  return text === 'torn' ? body.slice(0, -3) : body
}

/** What people make of a posting that cannot be counted: the same message with a text that can be. */
export const mendedOf = (posting: Posting): Posting | undefined =>
  ['blank', 'torn', 'poison'].includes(posting.text) ? { ...posting, text: 'good' } : undefined

/** 'plaza/a r1 "good" by ada m-2' */
export const nameOf = (posting: Posting): string => {
  const { room, id, revision, text, author } = posting
  const by = author === undefined ? '' : ` by ${author}`
  return `${room}/${id} r${revision} "${text}"${by} ${windowName(minuteOf(postedAtOf(posting)))}`
}

const identities = new Map(rooms.flatMap(room => ids.map(id => [keyOf({ room, id }), `${room}/${id}`])))
export const identityName = (key: string): string => identities.get(key) ?? key

/** 'm-2', two minutes before the start; 'total' */
export const windowName = (window: Window): string => {
  if (window === 'total') return 'total'
  const minutes = window - minuteOf(START_MS)
  return minutes < 0 ? `m${minutes}` : `m+${minutes}`
}

/** 'n+1 positive+1 score+800 stub+1' */
export const tallyName = (tally: Tally): string =>
  [...tallyFields.map(field => [field, tally[field]] as const), ...Object.entries(tally.models)]
    .filter(([, count]) => count !== 0)
    .map(([what, count]) => `${what}${count > 0 ? '+' : ''}${count}`)
    .join(' ') || 'nothing'

export const storedName = (stored: StoredMessage | undefined): string => {
  if (stored === undefined) return 'nothing'
  if (stored.is === 'erased') return `a tombstone (version ${stored.version})`
  return `r${stored.revision} "${stored.text}" ${windowName(stored.minute)} (version ${stored.version})`
}

/** 'write plaza: plaza/a r0 "good" m-2 (version 1) over 0; shard 1: m-2 n+1 positive+1, total n+1 positive+1' */
export const writeName = ({ room, puts, adds }: Write): string => {
  const putNames = puts.map(
    ({ message, over }) => `${identityName(message.key)} ${storedName(message)} over ${over}`,
  )
  const addNames = adds.map(({ window, shard, add }) => `${windowName(window)}/${shard} ${tallyName(add)}`)
  return [
    `write ${room}: put ${putNames.join(', ') || 'nothing'}`,
    `add ${addNames.join(', ') || 'nothing'}`,
  ].join('; ')
}

export const resultName = (result: WriteResult): string => {
  if (result.is !== 'refused') return result.is
  const standing = [...result.standing].map(
    ([key, stored]) => `${identityName(key)} is ${storedName(stored)}`,
  )
  return `refused: ${standing.join(', ') || 'a counter has moved'}`
}
