import { expect, test } from 'vitest'
import { chunksIn } from '../../../cli/cost/chunks.ts'
import { writeUnitsOf } from '../../../cli/cost/store.ts'
import type { Encoder, Letters, Ports } from '../../../functions/pipeline/ports.ts'
import { processBatch } from '../../../functions/pipeline/process-batch.ts'
import { PACKED_BYTES } from '../../../functions/questions/vector.ts'
import type { Kind } from '../../../schemas/labelled.ts'
import { countedStore } from './counted-store.ts'

const NOW_MS = 1_763_802_010_000
const clock = { now: () => NOW_MS, sleep: async () => {} }

/** A vector of the size that is stored; of what, no unit tells. */
const encoder: Encoder = {
  ...{ model: 'similarity@1a2b3c4', cosine: 0.5 },
  encode: async texts => texts.map(() => new Uint8Array(PACKED_BYTES)),
}

/** Of what is labelled, that part asks: evenly, so that it is the same each time. */
const portsOver = (store: Ports['store'], questions: number): Ports => {
  let asked = 0
  const kindOfNext = (): Kind => {
    asked += questions
    if (asked < 1) return 'comment'
    asked--
    return 'question'
  }
  return {
    store,
    encoder,
    letters: {} as Letters,
    classifier: {
      model: 'sentiment@f1f95cc',
      classify: async texts =>
        texts.map(() => ({
          ...{
            is: 'labelled',
            label: 'neutral',
            confidence: 0.8123,
            score: 12,
            sure: true,
            kind: kindOfNext(),
          },
          ...{
            offensive: 0.0123,
            flagged: false,
            probabilities: { negative: 0.1, neutral: 0.8, positive: 0.1 },
          },
        })),
    },
    clock,
    draw: () => 0.5,
  }
}

/** A generator of its own, so that the test is the same each time. https://en.wikipedia.org/wiki/Linear_congruential_generator */
const drawing = (seed: number) => () => {
  seed = (seed * 1_664_525 + 1_013_904_223) % 2 ** 32
  return seed / 2 ** 32
}

const batchesOf = (fill: number, rooms: number, length: number, messages: number) => {
  const draw = drawing(7)
  const body = (at: number) =>
    Buffer.from(
      JSON.stringify({
        room: `room-${Math.floor(draw() * rooms)}`,
        id: `0192f3c4-7b1e-7c3a-9f00-${String(at).padStart(12, '0')}`,
        text: 'x'.repeat(length),
        postedAt: NOW_MS - 214,
      }),
    )
  const origin = { source: 'sqs', name: 'posted', delivery: 'd' } as const
  return Array.from({ length: messages / fill }, (_, batch) =>
    Array.from({ length: fill }, (_, at) => ({ body: body(batch * fill + at), receives: 1, origin })),
  )
}

test.each([
  [1, 3, 80, 0],
  [3, 3, 80, 0.25],
  [10, 3, 80, 0.25],
  [100, 3, 80, 1],
  [100, 40, 80, 0],
  [10, 3, 400, 0.25],
  [10, 3, 700, 0],
  [10, 3, 700, 1],
  [10, 3, 2000, 0.25],
])(
  'what batches of %d in %d rooms with %d characters write, of which %d ask, is what is predicted, within a twentieth',
  async (fill, rooms, length, questions) => {
    const counted = countedStore(clock)
    const messages = 900
    const ports = portsOver(counted.store, questions)
    for (const batch of batchesOf(fill, rooms, length, messages))
      await processBatch(ports, batch, { deadlineMs: NOW_MS + 10_000 })
    const counters = (messages / fill) * chunksIn(fill, rooms) * 2
    const ratio = writeUnitsOf({ messages, counters }, { length, questions }) / counted.units()
    expect(Math.abs(ratio - 1)).toBeLessThan(0.05)
  },
)
