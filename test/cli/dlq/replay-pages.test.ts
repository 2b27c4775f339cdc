import { appendFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { beginJournal, type Journal, openJournal } from '../../../cli/dlq/journal.ts'
import type { HeadPage } from '../../../cli/dlq/letters.ts'
import { type Posted, replayPages } from '../../../cli/dlq/replay-pages.ts'
import { editLetter } from '../../../functions/pipeline/edit-letter.ts'
import { giveUp } from '../../../functions/pipeline/give-up.ts'
import { processBatch } from '../../../functions/pipeline/process-batch.ts'
import { replayLetters } from '../../../functions/pipeline/replay.ts'
import { type Bench, bench, deliveryOf, limits, T, totalOf } from '../../functions/pipeline/samples.ts'

const folder = mkdtempSync(join(tmpdir(), 'roomtone-'))
afterAll(() => rmSync(folder, { recursive: true }))
let files = 0

/** Where a replay dies: around the post, in it, around a note in the journal, and in the middle of its line. */
const deaths = ['before post', 'before mark', 'after post', 'before note', 'in note', 'after note'] as const
type Death = (typeof deaths)[number]

/** Lets `alive` pass so often, then dies there. */
const dyingAt = (death: Death | undefined, passes: number) => {
  let left = passes
  return (where: Death): boolean => where === death && left-- <= 0
}
const die = (): never => {
  throw new Error('died')
}

/** One run of a replay against a store and a queue; what it posts is delivered by whoever likes. */
const runOnce = async (on: Bench, sent: string[], file: string, dies: (where: Death) => boolean) => {
  const journal = existsSync(file) ? openJournal(file) : beginJournal(file, { url: 'u', wanted: {} })
  const queue = { name: 'posted', send: async (bodies: readonly string[]) => void sent.push(...bodies) }
  const letters = {
    ...on.letters,
    replayed: (...given: Parameters<typeof on.letters.replayed>) =>
      dies('before mark') ? die() : on.letters.replayed(...given),
  }
  const post = async (keys: readonly string[]): Promise<Posted[]> => {
    if (dies('before post')) die()
    const replays = await replayLetters({ letters, queueFor: () => queue, clock: on.clock }, keys)
    if (dies('after post')) die()
    return keys.map(key => ({ key, is: replays.get(key)?.is ?? 'unknown' }))
  }
  const note = (write: () => void) => {
    if (dies('before note')) die()
    if (dies('in note')) {
      appendFileSync(file, '{"key":"00')
      die()
    }
    write()
    if (dies('after note')) die()
  }
  const noting: Pick<Journal, 'done' | 'noteDone' | 'notePage'> = {
    done: journal.done,
    noteDone: keys => note(() => journal.noteDone(keys)),
    notePage: cursor => note(() => journal.notePage(cursor)),
  }
  const isDone = await replayPages({
    ...{ pages: pagesOf(on, journal.cursor), post, journal: noting, size: 2, atOnce: 2 },
    ...{ allow: async () => {}, signal: new AbortController().signal, tell: () => {} },
  })
  if (isDone) journal.remove()
}

async function* pagesOf(on: Bench, cursor: string | undefined): AsyncGenerator<HeadPage> {
  for (let next = cursor, more = true; more; more = next !== undefined) {
    const page = await on.letters.heads({ state: 'open', to: T + 100_000, limit: 3, cursor: next })
    next = page.cursor
    yield { heads: page.heads, next }
  }
}

const messageOf = (nth: number) => ({ room: 'hall', id: `q-${nth}`, text: 'good', postedAt: T })

/** Letters a millisecond apart, by turns: given up, torn and edited, blank and edited. */
const openLetters = async (on: Bench, count: number): Promise<void> => {
  for (let nth = 0; nth < count; nth++) {
    await on.clock.sleep(1)
    const message = messageOf(nth)
    const whole = JSON.stringify(message)
    const body = [whole, whole.slice(0, -4), JSON.stringify({ ...message, text: ' ' })][nth % 3]!
    if (nth % 3 === 0) await giveUp(on.ports, [deliveryOf(body, 10)])
    else await processBatch(on.ports, [deliveryOf(body)], limits)
    const letter = [...on.contents.letters.values()].at(-1)!
    if (nth % 3 > 0) await editLetter({ ...on }, letter, Buffer.from(whole))
  }
}

const run = fc.record({
  death: fc.constantFrom(...deaths),
  passes: fc.nat(6),
  /** Messages of the queue that are delivered before the next run, and again after. */
  delivered: fc.nat(6),
})

test('an edited and replayed letter is counted exactly once, however often the replay dies and is resumed', async () => {
  const died = new Set<Death>()
  await fc.assert(
    fc.asyncProperty(fc.nat(12), fc.array(run, { maxLength: 8 }), async (count, runs) => {
      const on = bench()
      await openLetters(on, count)
      const file = join(folder, `journal-${files++}`)
      const sent: string[] = []
      const deliver = async (some: number) => {
        for (const body of sent.slice(0, some)) await processBatch(on.ports, [deliveryOf(body)], limits)
      }
      for (const { death, passes, delivered } of runs) {
        await runOnce(on, sent, file, dyingAt(death, passes)).catch(() => died.add(death))
        await deliver(delivered)
      }
      await runOnce(on, sent, file, () => false)
      await deliver(sent.length)
      expect(existsSync(file)).toBe(false)
      expect(totalOf(on)).toMatchObject({ n: count, positive: count })
      expect([...on.contents.letters.values()].filter(({ state }) => state === 'open')).toEqual([])
      expect(new Set(sent)).toEqual(
        new Set(Array.from({ length: count }, (_, nth) => JSON.stringify(messageOf(nth)))),
      )
    }),
    { numRuns: 200 },
  )
  expect([...died].sort()).toEqual([...deaths].sort())
})

test('a replay that died between its post and its note posts that letter again, and no letter that was noted', async () => {
  const on = bench()
  await openLetters(on, 6)
  const file = join(folder, 'between')
  const sent: string[] = []
  // Marked or not: the journal alone decides. All stay open, as letters do that come back at once.
  const unmarked = { ...on, letters: { ...on.letters, replayed: async () => [] } }
  await expect(runOnce(unmarked, sent, file, dyingAt('before note', 1))).rejects.toThrow('died')
  const noted = openJournal(file).done
  const before = sent.length
  await runOnce(unmarked, sent, file, () => false)
  const keysOf = (bodies: readonly string[]) =>
    bodies.map(
      body =>
        [...on.contents.letters.values()].find(one =>
          Buffer.from(one.edited ?? one.body, 'base64').equals(Buffer.from(body)),
        )!.key,
    )
  expect(noted.size).toBeGreaterThan(0)
  expect(keysOf(sent.slice(before)).filter(key => noted.has(key))).toEqual([])
  expect(new Set(sent).size).toBe(6)
})

test('what is on its way is finished and noted before an interrupted replay ends', async () => {
  const on = bench()
  await openLetters(on, 6)
  const stop = new AbortController()
  const posted: string[] = []
  const noted: string[] = []
  const journal = {
    done: new Set<string>(),
    noteDone: (keys: readonly string[]) => void noted.push(...keys),
    notePage: () => {},
  }
  const isDone = await replayPages({
    ...{ pages: pagesOf(on, undefined), journal, size: 1, atOnce: 2, signal: stop.signal },
    ...{ allow: async () => {}, tell: () => {} },
    post: async keys => {
      stop.abort()
      posted.push(...keys)
      return keys.map(key => ({ key, is: 'replayed' as const }))
    },
  })
  expect(isDone).toBe(false)
  expect(posted.length).toBeLessThan(3)
  expect(noted).toEqual(posted)
})
