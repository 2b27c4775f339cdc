import fc from 'fast-check'
import { expect, test } from 'vitest'
import { editLetter } from '../../../functions/pipeline/edit-letter.ts'
import { erase } from '../../../functions/pipeline/erase.ts'
import { giveUp } from '../../../functions/pipeline/give-up.ts'
import { messageKey } from '../../../functions/pipeline/keys.ts'
import { processBatch } from '../../../functions/pipeline/process-batch.ts'
import { replayLetter } from '../../../functions/pipeline/replay.ts'
import { wouldBecome } from '../../../functions/pipeline/would-become.ts'
import { HORIZON_MS } from '../../../schemas/limits.ts'
import { type Bench, bench, deliveryOf, limits, T } from './samples.ts'

const queueInto = (sent: string[]) => ({
  name: 'posted',
  send: async (bodies: readonly string[]) => void sent.push(...bodies),
})
const portsOf = (on: Bench, sent: string[]) => ({
  letters: on.letters,
  store: on.store,
  clock: on.clock,
  queueFor: () => queueInto(sent),
})

const id = fc.constantFrom('a', 'b')
type Body = string | { id: string; text: string; revision: number; postedAt: number }
type Step =
  | { do: 'post'; body: Body }
  | { do: 'give up'; body: Body }
  | { do: 'erase'; id: string }
  | { do: 'edit'; nth: number; id: string; revision: number }

const bodyOf = (...texts: string[]): fc.Arbitrary<Body> =>
  fc.oneof(
    fc.record({
      id,
      text: fc.constantFrom(...texts),
      revision: fc.nat(2),
      postedAt: fc.constantFrom(T, T - HORIZON_MS - 1),
    }),
    fc.constantFrom('{"torn', '[]', '{"room":"hall","id":"a"}', '{"room":"hall","id":"b","erased":true}'),
  )
/** The model is not asked, so what the queue gave up on is taken to be a text that it can label. */
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('post' as const), body: bodyOf('good', 'bad', 'blank', ' ') }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('give up' as const), body: bodyOf('good', 'bad', ' ') }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('erase' as const), id }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('edit' as const), nth: fc.nat(4), id, revision: fc.nat(3) }),
  },
)
const perform = async (on: Bench, one: Step): Promise<void> => {
  if (one.do === 'post') await processBatch(on.ports, [deliveryOf(one.body)], limits)
  else if (one.do === 'give up') await giveUp(on.ports, [deliveryOf(one.body, 10)])
  else if (one.do === 'erase') {
    const key = messageKey({ room: 'hall', source: 'app', id: one.id })
    await erase(on.ports, { room: 'hall', key }, { deadlineMs: on.clock.now() + 8_000 })
  } else {
    const all = [...on.contents.letters.values()]
    const letter = all[one.nth % all.length]
    const edited = { room: 'hall', id: one.id, text: 'mended, good', revision: one.revision, postedAt: T }
    if (letter) await editLetter({ ...on }, letter, Buffer.from(JSON.stringify(edited)))
  }
}

const good = { id: 'a', text: 'good', revision: 0, postedAt: T }
const post = { do: 'post' as const, body: good }
const given = { do: 'give up' as const, body: good }
/** counted, duplicate, erased before, erased by itself, rejected, revised */
const oneOfEach: [Step[], number][] = [
  [[given], 0],
  [[post, given], 0],
  [[{ do: 'erase', id: 'a' }, given], 0],
  [[post, { ...given, body: '{"room":"hall","id":"a","erased":true}' }], 0],
  [[{ ...post, body: '{"torn' }], 0],
  [[post, { ...given, body: { ...good, text: 'bad', revision: 1 } }], 0],
]

test('a letter becomes what was said that it would, and saying so changes nothing and sends nothing', async () => {
  const seen = new Set<string>()
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), fc.nat(9), async (steps, nth) => {
      const on = bench()
      for (const one of steps) await perform(on, one)
      const keys = [...on.contents.letters.keys()]
      fc.pre(keys.length > 0)
      const key = keys[nth % keys.length]!
      const sent: string[] = []
      const before = structuredClone(on.contents)
      const would = (await wouldBecome(portsOf(on, sent), [key, key, 'unknown'])).get(key)
      expect([structuredClone(on.contents), sent]).toEqual([before, []])
      await replayLetter(portsOf(on, sent), key)
      const [became] = await processBatch(
        on.ports,
        sent.map(body => deliveryOf(body)),
        {
          deadlineMs: on.clock.now() + 8_000,
        },
      )
      expect(would?.is).toBe('would')
      const expected = would?.is === 'would' ? would.become : undefined
      seen.add(became!.is)
      expect({ ...expected, detail: '' }).toEqual({ ...became, detail: '' })
    }),
    { numRuns: 300, examples: oneOfEach },
  )
  expect([...seen].sort()).toEqual(['counted', 'duplicate', 'erased', 'rejected', 'revised'])
})

test('what cannot be posted is said not to be, and of what is not there nothing is said', async () => {
  const on = bench()
  await processBatch(on.ports, [{ ...deliveryOf(), body: Buffer.from([0xff]) }, deliveryOf('')], limits)
  const [first, second] = [...on.contents.letters.keys()]
  const queue = { ...queueInto([]), carries: (body: string) => body !== '' }
  const would = await wouldBecome({ ...portsOf(on, []), queueFor: () => queue }, [first!, second!, 'unknown'])
  expect([...would.values()]).toMatchObject([
    { is: 'unsendable', why: expect.stringContaining('not UTF-8') },
    { is: 'unsendable', why: expect.stringContaining('it is empty') },
  ])
})
