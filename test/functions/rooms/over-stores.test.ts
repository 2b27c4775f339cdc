import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dynamoStore } from '../../../functions/adapters/dynamodb-store.ts'
import { openSqliteStore } from '../../../functions/adapters/sqlite-store.ts'
import { erase } from '../../../functions/pipeline/erase.ts'
import { messageKey } from '../../../functions/pipeline/keys.ts'
import { MINUTE_MS } from '../../../functions/pipeline/mood.ts'
import type { Ports } from '../../../functions/pipeline/ports.ts'
import { processBatch } from '../../../functions/pipeline/process-batch.ts'
import { relabel } from '../../../functions/pipeline/relabel.ts'
import { groupQuestions } from '../../../functions/questions/groups.ts'
import type { Question } from '../../../functions/questions/question.ts'
import { keptRooms } from '../../../functions/rooms/rooms.ts'
import { createTable, localClient, ownTable } from '../../engines/dynamodb-local.ts'
import { describeEngine } from '../../engines/engine.ts'
import { sharedEngine } from '../../engines/shared.ts'
import { bench, classificationOf, deliveryOf, limits, T } from '../pipeline/samples.ts'
import { atAngle, MODEL } from '../questions/asked.ts'

/*
 * Posts, edits, erasures and relabellings as the pipeline writes them, into a real store; and now and then a look at what the
 * room asks. What it should see is told from the store by a list of all messages.
 */
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
const open = ({ store, letters }: Pick<Ports, 'store' | 'letters'>) => {
  const room = `room ${++rooms}`
  const { ports } = bench({ store, letters, encoder, draws: [0, 0.3, 0.9] })
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
    const stored = (await store.read([key])).get(key)
    const labelled = classificationOf(one.as)
    if (labelled.is !== 'labelled' || !stored) return
    const label = { key, version: stored.version, labelled }
    return relabel(ports, room, `model-${++models}`, [label], limits)
  }
  const live = async (): Promise<Question[]> =>
    (await store.list(room, { fromMs: 0, toMs: 2 * T }, 1_000)).messages
      .filter(({ kind }) => kind === 'question')
      .map(({ key, postedAt, text, label, sure, flagged, vector }) => ({
        ...{ key, postedAt, text, label, sure, flagged, vector },
      }))
  return { room, take, live }
}

/** `runs`: how many histories of how many steps are tried. */
const followsWhatIsWritten = (stores: () => Pick<Ports, 'store' | 'letters'>, runs: number, length: number) =>
  test('the groups of a room are those of its live questions, whatever the pipeline did to them', {
    timeout: 60_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: length, size: 'max' }), async steps => {
        const { room, take, live } = open(stores())
        let nowMs = T
        const clock = { now: () => nowMs, sleep: async () => {} }
        const read = keptRooms({ store: stores().store, clock }, encoder)
        for (const one of [...steps, { is: 'look' as const }]) {
          if (one.is !== 'look') await take(one)
          else {
            nowMs += 1_000
            const { questions } = (await read({ room }))!
            expect(questions.groups.groups()).toEqual(groupQuestions(await live(), encoder))
          }
        }
      }),
      { numRuns: runs },
    )
  })

describe('in SQLite', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'roomtone-rooms-'))
  const sqlite = openSqliteStore(folder)
  afterAll(() => {
    sqlite.close()
    rmSync(folder, { recursive: true })
  })
  followsWhatIsWritten(() => sqlite, 40, 40)
})

describeEngine('dynamodb-local', 'in DynamoDB', () => {
  let client: DynamoDBClient
  let stores: ReturnType<typeof dynamoStore>
  beforeAll(async () => {
    client = localClient((await sharedEngine('dynamodb-local')).port)
    const table = ownTable('rooms')
    await createTable(client, table)
    stores = dynamoStore(client, table, { now: () => T, sleep: async () => {} })
  })
  afterAll(() => client?.destroy())
  followsWhatIsWritten(() => stores, 3, 20)
})
