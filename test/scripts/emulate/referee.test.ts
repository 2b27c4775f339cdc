import { expect, test } from 'vitest'
import { type Call, faultsOf, faultsOfAudit } from '../../../scripts/emulate/referee.ts'

const posted = ['a', 'b', 'c'].map(id => ({ room: 'hall', id, text: `text of ${id}`, postedAt: 1 }))
const listed = posted.map(({ id, text }, at) => ({
  id,
  text,
  label: ['negative', 'positive', 'positive'][at],
}))
const counts = { n: 3, negative: 1, neutral: 0, positive: 2 }

/** A stack that answers with this, page by page. */
const stackWith = ({ messages = listed, total = counts, minutes = counts, reasons = ['not-json'] }): Call =>
  (async (_: string, at: string) => {
    if (at.includes('/dead-letter-heads')) return { heads: reasons.map(reason => ({ reason })) }
    if (at.includes('/mood?grain=total')) return total
    if (at.includes('/mood?')) return minutes
    return at.includes('cursor=next')
      ? { messages: messages.slice(2) }
      : { messages: messages.slice(0, 2), cursor: 'next' }
  }) as Call

const faults = (has: Parameters<typeof stackWith>[0]) => faultsOf(stackWith(has), posted, ['not-json'])

test('where every message is listed once and the counts are what the labels add up to, there is no fault', async () => {
  expect(await faults({})).toEqual([])
})

test.each([
  ['a message that is missing', { messages: listed.slice(0, 2) }, /1 of 3 messages are not listed/],
  ['a message that is listed twice', { messages: [...listed, listed[0]!] }, /1 messages are listed twice/],
  [
    'another text',
    { messages: [{ ...listed[0]!, text: 'no' }, ...listed.slice(1)] },
    /1 listed messages are not what/,
  ],
  [
    'a total that is too high',
    { total: { ...counts, n: 4, neutral: 1 } },
    /in total: n is 4, and 3 messages say so/,
  ],
  [
    'a label that was moved',
    { total: { ...counts, negative: 2, positive: 1 } },
    /negative is 2, and 1 messages/,
  ],
  [
    'minutes that differ',
    { minutes: { ...counts, n: 2, positive: 1 } },
    /by the minute: positive is 1, and 2/,
  ],
  ['a letter that is missing', { reasons: [] }, /dead letters: none; expected not-json/],
  [
    'a letter too many',
    { reasons: ['not-json', 'too-old'] },
    /dead letters: not-json, too-old; expected not-json/,
  ],
])('%s is a fault', async (_, has, fault) => {
  expect((await faults(has)).join('\n')).toMatch(fault)
})

test.each([
  [{ drift: 0, unsettled: 0, roomsLeft: 0 }, []],
  [{ drift: 2, unsettled: 0, roomsLeft: 1 }, ["the audit's drift is 2", "the audit's roomsLeft is 1"]],
])('an audit that says %j has these faults', async (answer, expected) => {
  const invoke = async () => ({ answer, durationMs: 1, billedMs: 1, maxMemoryMb: 1, throttled: true })
  expect(await faultsOfAudit({ invoke })).toEqual(expected)
})
