import { describe, expect, test } from 'vitest'
import { billOf } from '../../../cli/cost/bill.ts'
import { floors, readyFor } from '../../../cli/cost/capacity.ts'
import { type Plan, usual } from '../../../cli/cost/plan.ts'

const billFor = (fields: Partial<Plan>) => billOf({ ...usual, ratePerSecond: 10, ...fields })
const fixed = async (what: string, fields: Partial<Plan>) =>
  (await billFor(fields)).fixed.find(part => part.what === what)?.usd

describe('what is kept ready', () => {
  test('is a little more than is used', () => {
    expect(readyFor(31.2)).toBe(45)
    expect(readyFor(70)).toBe(100)
  })

  test('by the floors is what thrifty takes at 10 messages a second', async () => {
    const { keepReady } = await billFor({ profile: 'thrifty' })
    expect(keepReady).toEqual({ table: floors['table-write'], index: floors['index-write'] })
  })

  test('costs the floors where nobody posts, and nothing more where all is used', async () => {
    const what = 'kept ready for writes, unused'
    const idle = (floors['table-write'] + floors['index-write']) * 730 * 0.00065
    expect(await fixed(what, { capacity: 'provisioned', ratePerSecond: 0.0001 })).toBeCloseTo(idle, 1)
    expect(await fixed(what, { capacity: 'provisioned', ratePerSecond: 100 })).toBeUndefined()
  })

  test('costs nothing on demand', async () => {
    const { fixed } = await billFor({ capacity: 'on-demand' })
    expect(fixed.filter(({ what }) => /kept ready|auto scaling/.test(what))).toEqual([])
  })

  test('counts what the parts of the bill write', async () => {
    for (const profile of ['live', 'thrifty'] as const) {
      const { messages, writesPerSecond } = await billFor({ profile })
      const usd = messages
        .filter(({ what }) => /written$|their index/.test(what))
        .reduce((sum, { perMillion }) => sum + perMillion, 0)
      const units = ((writesPerSecond.table + writesPerSecond.index) / 10) * 1e6
      expect((units / 1e6) * 0.625).toBeCloseTo(usd, 9)
    }
  })
})
