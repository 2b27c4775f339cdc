import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import { setImmediate as turn } from 'node:timers/promises'
import type { Kind, Label } from '../../schemas/labelled.ts'
import type { Tally } from '../../schemas/mood.ts'
import { nothing, plus, tallyOf, times } from '../pipeline/mood.ts'
import type { Store } from '../pipeline/ports.ts'

/** Messages that are folded before others of this thread have their turn: some 25 ms. */
const FOLD_ROWS = 5_000

/** From a place in the order of the index up to the end of the span. */
const FROM = `
  FROM messages
  WHERE erased_at IS NULL AND room = :room AND (posted_at, key) >= (:fromMs, :fromKey) AND posted_at < :toMs`

/** What of a message its tally hangs on, but for the score: equal ones are counted, not read one by one. */
const ALIKE = 'minute, label, sure, kind, flagged, model'

/** Always consistent: the index and the table are of one file. */
export const sqliteFold = (db: DatabaseSync): Store['fold'] => {
  const edge = db.prepare(`SELECT posted_at, key ${FROM} ORDER BY posted_at, key LIMIT 1 OFFSET ${FOLD_ROWS}`)
  const fold = db.prepare(`
    SELECT ${ALIKE}, count(*) AS n, sum(score) AS score ${FROM} AND (posted_at, key) < (:endMs, :endKey)
    GROUP BY ${ALIKE}`)
  return async (room, { fromMs, toMs }) => {
    const folds = new Map<number, Tally>()
    const from = { fromMs, fromKey: '' }
    for (let more = true; more; ) {
      const next = edge.get({ room, toMs, ...from })
      const end = next
        ? { endMs: Number(next.posted_at), endKey: String(next.key) }
        : { endMs: toMs, endKey: '' }
      for (const row of fold.all({ room, toMs, ...from, ...end })) addTo(folds, row)
      from.fromMs = end.endMs
      from.fromKey = end.endKey
      more = next !== undefined
      await turn()
    }
    return folds
  }
}

const addTo = (folds: Map<number, Tally>, { score, ...row }: Record<string, SQLOutputValue>): void => {
  const alike = {
    label: row.label as Label,
    sure: row.sure === 1,
    kind: (row.kind ?? undefined) as Kind | undefined,
    flagged: row.flagged === 1,
    model: String(row.model),
  }
  const all = plus(times(tallyOf({ ...alike, score: 0 }), Number(row.n)), {
    ...nothing,
    score: Number(score),
  })
  folds.set(Number(row.minute), plus(folds.get(Number(row.minute)) ?? nothing, all))
}
