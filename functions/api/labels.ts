import type { RelabelReport } from '../../schemas/relabel.ts'
import { type NewLabel, RelabelRequest } from '../../schemas/relabel.ts'
import { type Relabelling, relabel } from '../pipeline/relabel.ts'
import { readBody } from './body.ts'
import type { Handlers } from './call.ts'
import { viewOf } from './messages.ts'
import type { QueryPorts } from './ports.ts'
import { parseOr422, Refusal, unavailable } from './problem.ts'

/** How long a relabelling may go on trying where the store is contended. */
const RELABEL_WITHIN_MS = 10_000

/**
 * Models that may have counted one room. Every counter keeps a number of each, for ever: whoever makes names up must
 * not be able to make an item grow past what DynamoDB takes, or nothing of the room could be counted any more.
 */
const MAX_MODELS = 100

export const labelHandlers = ({
  store,
  clock,
  draw,
}: Pick<QueryPorts, 'store' | 'clock' | 'draw'>): Handlers<'relabelMessages'> => ({
  relabelMessages: async ({ path: { room }, request }) => {
    const { value } = await readBody(request, ['application/json'])
    const { model, labels } = parseOr422(RelabelRequest, value, '')
    await refuseOneTooMany(store, room, model)
    const limits = { deadlineMs: clock.now() + RELABEL_WITHIN_MS }
    const became = await relabel({ store, clock, draw }, room, model, labels.map(newLabel), limits).catch(
      cause => {
        throw unavailable('the store did not say what it wrote: post the same labels again', cause)
      },
    )
    return Response.json({
      labels: labels.map(({ key }) => lineOf(key, became.get(key))),
    } satisfies RelabelReport)
  },
})

const refuseOneTooMany = async (store: QueryPorts['store'], room: string, model: string): Promise<void> => {
  const counted = (await store.counters(room)).flatMap(({ tally }) => Object.keys(tally.models))
  const known = new Set(counted)
  if (known.has(model) || known.size < MAX_MODELS) return
  throw new Refusal(409, `${MAX_MODELS} models have counted this room, and no other may`)
}

/** Adding 0 makes a plain 0 of -0, which a store would not give back as it was. */
const newLabel = ({ key, version, score, vector, ...told }: NewLabel) => ({
  ...{ key, version },
  labelled: { ...told, score: Math.round(score * 1000) + 0 },
  ...(vector === undefined ? {} : { vector: new Uint8Array(Buffer.from(vector, 'base64')) }),
})

const lineOf = (key: string, became: Relabelling = { is: 'gone' }): RelabelReport['labels'][number] => {
  if (became.is === 'changed') return { key, is: became.is, message: viewOf(became.message) }
  if (became.is === 'refused') return { key, is: became.is, why: became.why }
  return { key, is: became.is }
}
