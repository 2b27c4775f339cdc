import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { openSqliteStore } from '../../functions/adapters/sqlite-store.ts'
import { contentDigest, messageKey } from '../../functions/pipeline/keys.ts'
import { liveItem } from '../../functions/pipeline/message-item.ts'
import { MINUTE_MS, minuteOf, nothing } from '../../functions/pipeline/mood.ts'
import { writeOf } from '../../functions/pipeline/write.ts'
import { labels } from '../../schemas/labelled.ts'

/** Messages in one write: with the counters of their minutes they are under a hundred actions. */
const CHUNK = 45

/** A room's messages: most of them over 30 days, the rest in one minute of the last hour. */
export type Filling = { room: string; spread: number; atOnce: number; nowMs: number }

/** Written as the pipeline writes them: message and counts in one transaction, over 8 shards. */
export const fill = async (folder: string, texts: readonly string[], filling: Filling): Promise<void> => {
  const { store, close } = openSqliteStore(folder)
  let chunk: ReturnType<typeof itemOf>[] = []
  let writes = 0
  const flush = async () => {
    const changes = chunk.map(to => ({ to }))
    const { is } = await store.write(writeOf(filling.room, changes, chunk[0]!.shard, filling.nowMs))
    if (is !== 'written') throw new Error(`a write of the filling was ${is}`)
    chunk = []
    writes++
  }
  for (const [at, postedAt] of timesOf(filling)) {
    chunk.push(itemOf(filling, texts[at % texts.length]!, at, postedAt, writes % 8))
    if (chunk.length === CHUNK) await flush()
  }
  if (chunk.length > 0) await flush()
  close()
}

const SPREAD_MS = 30 * 1440 * MINUTE_MS

function* timesOf({ spread, atOnce, nowMs }: Filling): Generator<[at: number, postedAt: number]> {
  for (let at = 0; at < spread; at++) yield [at, nowMs - SPREAD_MS + Math.floor((at * SPREAD_MS) / spread)]
  const minuteMs = (minuteOf(nowMs) - 30) * MINUTE_MS
  for (let at = 0; at < atOnce; at++) yield [spread + at, minuteMs + Math.floor((at * MINUTE_MS) / atOnce)]
}

const itemOf = ({ room, nowMs }: Filling, text: string, at: number, postedAt: number, shard: number) => {
  const message = { room, source: 'bench', id: `q-${at}`, revision: 0, text, postedAt }
  const keyed = { ...message, key: messageKey(message), digest: contentDigest(message) }
  const labelled = {
    ...{ label: labels[at % 3]!, confidence: 0.9, score: (at % 2001) - 1000, sure: at % 4 > 0 },
    ...{
      kind: at % 5 > 0 ? ('comment' as const) : ('question' as const),
      offensive: 0.1,
      flagged: at % 50 === 0,
    },
  }
  const how = { shard, version: 1, withoutText: false, atMs: nowMs }
  return liveItem({ message: keyed, labelled, model: 'bench@1' }, how)
}

/** What no writer of ours does: count one message too many in a minute, and lose one that is counted. */
export const spoil = async (folder: string, { room, nowMs }: Filling): Promise<number[]> => {
  const { store, close } = openSqliteStore(folder)
  const tooMany = minuteOf(nowMs) - 1440
  const add = { ...nothing, n: 1, neutral: 1 }
  await store.write({ room, puts: [], adds: [{ window: tooMany, shard: 0, add }], atMs: nowMs })
  close()
  const db = new DatabaseSync(join(folder, 'roomtone.db'))
  const lost = db.prepare('DELETE FROM messages WHERE key = ? RETURNING minute')
  const { minute } = lost.get(messageKey({ room, source: 'bench', id: 'q-0' })) as { minute: number }
  db.close()
  return [tooMany, minute]
}
