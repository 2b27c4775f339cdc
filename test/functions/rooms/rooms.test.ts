import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MINUTE_MS } from '../../../functions/pipeline/mood.ts'
import { groupQuestions } from '../../../functions/questions/groups.ts'
import { keptRooms } from '../../../functions/rooms/rooms.ts'
import { atAngle, MODEL } from '../questions/asked.ts'
import { HOUR_MS, NOW, ROOM, writtenRoom } from './written-room.ts'

/** 25 degrees. */
const grouping = { model: MODEL, cosine: Math.cos((25.5 * Math.PI) / 180) }

const vector = fc.oneof(
  { weight: 12, arbitrary: fc.nat(71).map(n => atAngle(5 * n)) },
  { weight: 1, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: fc.constant(atAngle(0, 'another@0000000')) },
  { weight: 1, arbitrary: fc.constant(new Uint8Array(17)) },
)
const id = fc.nat(12).map(n => `q-${n}`)
/** Few minutes, some of them at the edges of what is looked at. */
const postedAt = fc
  .constantFrom(-10, 0, 1, 2, 3, 61, 62, 24 * 60, 24 * 60 + 1, 24 * 60 + 2, 25 * 60, 26 * 60)
  .chain(minutesAgo => fc.nat(3).map(ms => NOW - minutesAgo * MINUTE_MS - ms))

const said = fc.record(
  {
    text: fc.constantFrom('Is it on?', 'is it ON', 'Why?', 'Lunch?', '🎉', undefined),
    postedAt,
    kind: fc.constantFrom('question' as const, 'question' as const, 'comment' as const, undefined),
    label: fc.constantFrom('negative' as const, 'positive' as const),
    sure: fc.boolean(),
    vector,
  },
  { requiredKeys: [] },
)
const shard = fc.nat(2)
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ is: fc.constant('say' as const), id, said, shard }) },
  { weight: 2, arbitrary: fc.record({ is: fc.constant('erase' as const), id, shard }) },
  {
    weight: 3,
    arbitrary: fc.record({
      is: fc.constant('wait' as const),
      ms: fc.constantFrom(200, 1_000, 5_000, MINUTE_MS, HOUR_MS),
    }),
  },
  { weight: 4, arbitrary: fc.constant({ is: 'look' as const }) },
)
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never

const take = async (room: ReturnType<typeof writtenRoom>, one: Exclude<Step, { is: 'look' }>) => {
  if (one.is === 'say') await room.say(one.id, one.said, one.shard)
  else if (one.is === 'erase') await room.erase(one.id, one.shard)
  else room.clock.nowMs += one.ms
}

describe('whatever is written', () => {
  test('the groups of a room are those of its live questions', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async steps => {
        const room = writtenRoom()
        const read = keptRooms(room, grouping)
        for (const one of [...steps, { is: 'look' as const }]) {
          if (one.is !== 'look') await take(room, one)
          else {
            room.clock.nowMs += 1_000
            const { questions, span } = (await read({ room: ROOM }))!
            expect(questions.groups.groups()).toEqual(groupQuestions(room.questions(span.fromMs), grouping))
          }
        }
      }),
      { numRuns: 300 },
    )
  })

  test('an index that lags hides questions for a moment, and shows none that is gone', async () => {
    const lagMs = 3_000
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async steps => {
        const room = writtenRoom({ lagMs })
        const read = keptRooms(room, grouping)
        for (const one of steps) {
          if (one.is !== 'look') await take(room, one)
          else {
            room.clock.nowMs += 1_000
            const { questions, span } = (await read({ room: ROOM }))!
            const shown = questions.groups.groups().flatMap(group => group.questions)
            const live = new Map(room.questions(span.fromMs).map(question => [question.key, question]))
            for (const question of shown) expect(question).toEqual(live.get(question.key))
          }
        }
        room.clock.nowMs += lagMs + 1_000
        const { questions, span } = (await read({ room: ROOM }))!
        expect(questions.groups.groups()).toEqual(groupQuestions(room.questions(span.fromMs), grouping))
      }),
      { numRuns: 300 },
    )
  })
})
