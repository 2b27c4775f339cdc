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

  test('is larger by what vectors take, and the more the more is asked', async () => {
    const [none, quarter, all] = [
      await billFor({ questions: 0 }),
      await billFor({ questions: 0.25 }),
      await billFor({ questions: 1 }),
    ]
    for (const what of ['label and count', 'INIT', 'kept for 37 days', 'backed up']) {
      expect(part(quarter, what), what).toBeGreaterThan(part(none, what)!)
      expect(part(all, what), what).toBeGreaterThan(part(none, what)!)
    }
    for (const what of ['messages written', 'their index', 'counters written'])
      expect(part(all, what), what).toBe(part(none, what))
    const stored = part(all, 'kept for 37 days')! - part(none, 'kept for 37 days')!
    expect(part(quarter, 'kept for 37 days')! - part(none, 'kept for 37 days')!).toBeCloseTo(stored / 4, 9)
  })

  test('has a vector in a second write unit where the text fills most of the first', async () => {
    const written = async (questions: number, length: number) =>
      part(await billFor({ questions, length }), 'messages written')!
    expect(await written(1, 600)).toBeCloseTo(2 * (await written(0, 600)), 9)
    expect(await written(0.25, 600)).toBeCloseTo(1.25 * (await written(0, 600)), 9)
  })

  test('leaves vectors out of what labelling alone costs', async () => {
    const [none, all] = [await billFor({ questions: 0 }), await billFor({ questions: 1 })]
    expect(all.beside.inference).toEqual(none.beside.inference)
  })

  test('charges a panel of questions by how long its room has been busy, and shares what many hosts ask', async () => {
    const { perPanelHour } = await billFor({ hosts: 1 })
    expect(perPanelHour.busy).toBeGreaterThan(perPanelHour.young)
    const { perPanelHour: shared } = await billFor({ hosts: 100 })
    expect(shared.busy).toBeLessThan(perPanelHour.busy)
  })

  test('charges viewers by the hour, and less for each the more there are', async () => {
    const { perViewerHour } = await billFor({ viewers: 1 })
    expect((await billFor({ viewers: 1000 })).perViewerHour).toBeLessThan(perViewerHour)
  })

  test('is shown with its fill, and never as NaN', async () => {
    for (const fields of all) {
      const text = reportOf(await billFor({ ...fields, viewers: 10, hosts: 2 })).join('\n')
      expect(text).toMatch(/a batch holds \d+\.\d messages/)
      expect(text).not.toMatch(/NaN|undefined|Infinity/)
    }
  })
})
