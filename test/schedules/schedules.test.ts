import { describe, expect, test } from 'vitest'
import type { Operation, Plan } from './plan.ts'
import { exploreSchedules } from './property.ts'
import { runSchedule } from './schedule.ts'
import type { WrongWriter } from './wrong-writers.ts'

const SCHEDULES = 2_000
/** Some seconds alone, and more on a machine that is busy. */
const PATIENCE_MS = 180_000

test(
  `in ${SCHEDULES} random schedules, every message is counted exactly once, erased or a dead letter`,
  async () => {
    const failure = await exploreSchedules({ count: SCHEDULES })
    expect(failure?.story).toBeUndefined()
  },
  PATIENCE_MS,
)

test(
  'who looks only when all is quiet finds nothing wrong either',
  async () => {
    const failure = await exploreSchedules({ count: 500, seed: 1, atEndOnly: true })
    expect(failure?.story).toBeUndefined()
  },
  PATIENCE_MS,
)

describe('a writer that is not atomic is caught, and the schedule that catches it is told', () => {
  const writers: [WrongWriter][] = [['put-then-add'], ['add-then-put'], ['look-then-write']]

  test.each(writers)(
    '%s, even by who looks only when all is quiet',
    async writer => {
      const failure = await exploreSchedules({ count: SCHEDULES, seed: 1, writer, atEndOnly: true })
      expect(failure?.tried).toBeLessThanOrEqual(SCHEDULES)
      expect(failure?.invariant).toMatch(/^I\d/)
      expect(failure?.story).toContain(`violated: ${failure?.invariant}`)
      expect(failure?.story).toMatch(/(worker \d|network) +write plaza: put plaza\/a/)
      expect(failure?.story).toMatch(/^ {2}left +\S/m)
      expect(failure?.story).toMatch(/^ {2}right +\S/m)
      const again = `npm run explore -- --schedules ${SCHEDULES} --seed 1 --path`
      expect(failure?.story).toContain(again)
      expect(failure?.story).toContain(`--writer ${writer} --at-end-only`)
      expect(failure?.story.split('\n').length).toBeLessThan(50)
    },
    PATIENCE_MS,
  )

  test(
    'put-then-add, between its two steps',
    async () => {
      const failure = await exploreSchedules({ count: SCHEDULES, seed: 1, writer: 'put-then-add' })
      expect(failure?.invariant).toContain('I1')
      expect(failure?.tried).toBeLessThan(20)
    },
    PATIENCE_MS,
  )

  test(
    'the command that a story ends with tells the same story',
    async () => {
      const writer = 'put-then-add' as const
      const failure = await exploreSchedules({ count: SCHEDULES, seed: 1, writer })
      const [, path] = /--path (\S+)/.exec(failure?.story ?? '') ?? []
      expect((await exploreSchedules({ count: SCHEDULES, seed: 1, writer, path }))?.story).toBe(
        failure?.story,
      )
    },
    PATIENCE_MS,
  )
})

describe('a plan says how its schedule goes', () => {
  const post: Operation = {
    do: 'post',
    ...{ room: 'plaza', id: 'a', revision: 0, text: 'good', daysAgo: 0, minutesAgo: 0 },
  }
  const plan: Plan = {
    workers: [2],
    operations: [post, { ...post, id: 'b', text: 'torn' }],
    backlog: 2,
    decisions: [],
    luck: [0],
    shards: 2,
    lagMs: 0,
    batchMs: 8_000,
  }

  test('the same plan gives the same schedule, line for line', async () => {
    expect(await runSchedule(plan)).toEqual(await runSchedule(plan))
  })

  test('a worker that crashes right after its write counts nothing twice', async () => {
    const decisions = ['ok', 'ok', 'ok', 'ok', 'crash after'].map(fate => ({ pick: 0, fate }) as const)
    const { lines, violation } = await runSchedule({ ...plan, decisions: decisions as Plan['decisions'] })
    const results = lines.map(({ result }) => result)
    expect(violation).toBeUndefined()
    expect(results).toContain('written, and worker 1 crashes')
    expect(results.join()).toContain('plaza/a r0 "good" m+0 (receive 2)')
  })

  test('a response that is lost makes its message come back, and nothing is counted twice', async () => {
    const decisions = ['ok', 'ok', 'ok', 'ok', 'lost'].map(fate => ({ pick: 0, fate }))
    const { lines, violation } = await runSchedule({ ...plan, decisions: decisions as Plan['decisions'] })
    expect(violation).toBeUndefined()
    expect(lines.map(({ result }) => result)).toContain('written, but the response is lost')
    expect(lines.map(({ what }) => what).join()).toMatch(/plaza\/a r0 "good" m\+0 duplicate/)
  })
})
