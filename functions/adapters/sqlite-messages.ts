import type { SQLInputValue, SQLOutputValue } from 'node:sqlite'
import type { Kind, Label } from '../../schemas/labelled.ts'
import type { LiveMessage, StoredMessage } from '../pipeline/ports.ts'

type Row = Record<string, SQLOutputValue>

/** The order in which `rowOf` gives their values. */
export const messageColumns =
  'key, room, version, expires_at, erased_at, posted_at, source, id, revision, digest, text, author, label, confidence, score, sure, model, minute, shard, kind, offensive, flagged, vector'.split(
    ', ',
  )

/** What follows erased_at in the row of a tombstone. */
const NOTHING_SAID = Array<null>(messageColumns.length - 5).fill(null)

/** A message as the values of its row. */
export const rowOf = (message: StoredMessage): SQLInputValue[] => {
  const { key, room, version, expiresAt } = message
  const head = [key, room, version, expiresAt]
  if (message.is === 'erased') return [...head, message.erasedAt, ...NOTHING_SAID]
  const { postedAt, source, id, revision, digest, text, author } = message
  const { label, confidence, score, sure, model, minute, shard, kind, offensive, flagged, vector } = message
  return [
    ...[...head, null, postedAt, source, id, revision, digest, text ?? null, author ?? null],
    ...[label, confidence, score, Number(sure), model, minute, shard],
    ...[kind ?? null, offensive ?? null, flagged === undefined ? null : Number(flagged), vector ?? null],
  ]
}

export const messageOf = (row: Row): StoredMessage => {
  if (row.erased_at === null) return liveMessageOf(row)
  const { key, room, version, expires_at, erased_at } = row
  return {
    is: 'erased',
    key: String(key),
    room: String(room),
    version: Number(version),
    erasedAt: Number(erased_at),
    expiresAt: Number(expires_at),
  }
}

export const liveMessageOf = (row: Row): LiveMessage => ({
  is: 'live',
  key: String(row.key),
  room: String(row.room),
  source: String(row.source),
  id: String(row.id),
  revision: Number(row.revision),
  digest: String(row.digest),
  ...(row.text === null ? {} : { text: String(row.text) }),
  ...(row.author === null ? {} : { author: String(row.author) }),
  postedAt: Number(row.posted_at),
  label: row.label as Label,
  confidence: Number(row.confidence),
  score: Number(row.score),
  sure: row.sure === 1,
  ...(row.kind === null ? {} : { kind: row.kind as Kind }),
  ...(row.offensive === null ? {} : { offensive: Number(row.offensive) }),
  ...(row.flagged === null ? {} : { flagged: row.flagged === 1 }),
  ...(row.vector instanceof Uint8Array ? { vector: row.vector } : {}),
  model: String(row.model),
  minute: Number(row.minute),
  shard: Number(row.shard),
  version: Number(row.version),
  expiresAt: Number(row.expires_at),
})
