import { describe, expect, test } from 'vitest'
import { type Bill, billOf } from '../../../cli/cost/bill.ts'
import { capacities, type Plan, profileNames, regions, sources, usual } from '../../../cli/cost/plan.ts'
import { reportOf } from '../../../cli/cost/report.ts'

const planOf = (fields: Partial<Plan>): Plan => ({ ...usual, ratePerSecond: 10, ...fields })
const billFor = (fields: Partial<Plan>): Promise<Bill> => billOf(planOf(fields))
const part = (bill: Bill, what: string) => bill.messages.find(one => one.what === what)?.perMillion

/** Every way to ask. */
const all = sources.flatMap(source =>
  profileNames.flatMap(profile =>
    regions.flatMap(region => capacities.map(capacity => ({ source, profile, region, capacity }))),
  ),
)

describe('a bill', () => {
  test.each(all)('adds up: %o', async fields => {
    const bill = await billFor(fields)
    const parts = bill.messages.reduce((usd, { perMillion }) => usd + perMillion, 0)
    expect(bill.perMillion).toBeCloseTo(parts, 9)
    expect(bill.perMonth).toBeCloseTo(bill.allInPerMillion * bill.millionsPerMonth, 6)
    for (const { perMillion } of bill.messages) expect(perMillion).toBeGreaterThanOrEqual(0)
  })

  test('names the list price of what a message is sure to use', async () => {
    const bill = await billFor({})
    expect(part(bill, 'messages written')).toBeCloseTo(2 * 0.625, 9)
    expect(part(bill, 'their index')).toBeCloseTo(0.625, 9)
    expect(part(bill, 'sent by your app, one by one')).toBeCloseTo(0.4, 9)
    expect(part(bill, 'invocations')).toBeCloseTo(0.2, 9)
  })

  test('has no queue where there is none, and its pollers instead', async () => {
    const bill = await billFor({ source: 'kafka' })
    expect(bill.messages.filter(({ service }) => service === 'SQS')).toEqual([])
    expect(bill.fixed).toContainEqual({ service: 'Lambda', what: 'Kafka pollers', usd: 730 * 0.185 })
  })

  test('is larger for what comes over HTTP', async () => {
    const [http, sqs] = [await billFor({ source: 'http' }), await billFor({ source: 'sqs' })]
    expect(http.perMillion).toBeGreaterThan(sqs.perMillion + 1)
  })

  test('is smaller for fuller batches, and larger for longer texts', async () => {
    const { perMillion } = await billFor({ fill: 2 })
    expect((await billFor({ fill: 20 })).perMillion).toBeLessThan(perMillion)
    expect((await billFor({ fill: 2, length: 2000 })).perMillion).toBeGreaterThan(perMillion)
  })

  test('charges viewers by the hour, and less for each the more there are', async () => {
    const { perViewerHour } = await billFor({ viewers: 1 })
    expect((await billFor({ viewers: 1000 })).perViewerHour).toBeLessThan(perViewerHour)
  })

  test('is shown with its fill, and never as NaN', async () => {
    for (const fields of all) {
      const text = reportOf(await billFor({ ...fields, viewers: 10 })).join('\n')
      expect(text).toMatch(/a batch holds \d+\.\d messages/)
      expect(text).not.toMatch(/NaN|undefined|Infinity/)
    }
  })
})
