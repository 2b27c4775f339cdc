import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { openSqliteStore } from '../../../functions/adapters/sqlite-store.ts'
import { erase } from '../../../functions/pipeline/erase.ts'
import { messageKey } from '../../../functions/pipeline/keys.ts'
import { MINUTE_MS } from '../../../functions/pipeline/mood.ts'
import { processBatch } from '../../../functions/pipeline/process-batch.ts'
import { relabel } from '../../../functions/pipeline/relabel.ts'
import { groupQuestions } from '../../../functions/questions/groups.ts'
import type { Question } from '../../../functions/questions/question.ts'
import { keptRooms } from '../../../functions/rooms/rooms.ts'
import { bench, classificationOf, deliveryOf, limits, T } from '../pipeline/samples.ts'
import { atAngle, MODEL } from '../questions/asked.ts'

/*
 * Posts, edits, erasures and relabellings as the pipeline writes them, into SQLite; and now and then a look at what the room
 * asks. What it should see is told from the store by a list of all messages.
 */
const folder = mkdtempSync(path.join(tmpdir(), 'roomtone-rooms-'))
const sqlite = openSqliteStore(folder)
afterAll(() => {
  sqlite.close()
  rmSync(folder, { recursive: true })
})

/** 'good 40?' means what is at 40 degrees. Two that are 25 degrees apart ask the same. */
const encoder = {
  model: MODEL,
  cosine: Math.cos((25.5 * Math.PI) / 180),
  encode: async (texts: readonly string[]) =>
    texts.map(text => (/\d/.test(text) ? atAngle(Number(/\d+/.exec(text)![0])) : undefined)),
}

const id = fc.nat(9).map(n => `q-${n}`)
const text = fc.oneof(
  fc.nat(35).map(n => `good ${10 * n}?`),
  fc.constantFrom('meh?', 'MEH ?', 'bad', 'good 20, old'),
)
const post = fc.record({
  is: fc.constant('post' as const),
  id,
  text,
  minutesAgo: fc.nat(3),
  revision: fc.nat(3),
})
const step = fc.oneof(
  { weight: 6, arbitrary: post },
  { weight: 2, arbitrary: fc.record({ is: fc.constant('erase' as const), id }) },
  { weight: 2, arbitrary: fc.record({ is: fc.constant('relabel' as const), id, as: text }) },
  { weight: 3, arbitrary: fc.constant({ is: 'look' as const }) },
)
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never

let rooms = 0
const open = () => {
  const room = `room ${++rooms}`
  const { ports } = bench({ store: sqlite.store, letters: sqlite.letters, encoder, draws: [0, 0.3, 0.9] })
  const keyOf = (id: string) => messageKey({ room, source: 'app', id })
  let models = 0
  const take = async (one: Exclude<Step, { is: 'look' }>) => {
    const key = keyOf(one.id)
    if (one.is === 'post') {
      const { id, text, revision, minutesAgo } = one
      const posted = deliveryOf({ room, id, text, revision, postedAt: T - minutesAgo * MINUTE_MS })
      return processBatch(ports, [posted], limits)
    }
    if (one.is === 'erase') return erase(ports, { room, key }, limits)
    const stored = (await sqlite.store.read([key])).get(key)
    const labelled = classificationOf(one.as)
    if (labelled.is !== 'labelled' || !stored) return
    const label = { key, version: stored.version, labelled }
    return relabel(ports, room, `model-${++models}`, [label], limits)
  }
  const live = async (): Promise<Question[]> =>
    (await sqlite.store.list(room, { fromMs: 0, toMs: 2 * T }, 1_000)).messages
      .filter(({ kind }) => kind === 'question')
      .map(({ key, postedAt, text, label, sure, flagged, vector }) => ({
        ...{ key, postedAt, text, label, sure, flagged, vector },
      }))
  return { room, take, live }
}

test('the groups of a room in SQLite are those of its live questions, whatever the pipeline did to them', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async steps => {
      const { room, take, live } = open()
      let nowMs = T
      const clock = { now: () => nowMs, sleep: async () => {} }
      const read = keptRooms({ store: sqlite.store, clock }, encoder)
      for (const one of [...steps, { is: 'look' as const }]) {
        if (one.is !== 'look') await take(one)
        else {
          nowMs += 1_000
          const { questions } = (await read({ room }))!
          expect(questions.groups.groups()).toEqual(groupQuestions(await live(), encoder))
        }
      }
    }),
    { numRuns: 40 },
  )
})
