import { expect, test } from 'vitest'
import { type Pace, waitMs } from '../../widget/pace.ts'

const fine: Pace = { everyMs: 1_000, hidden: false, failures: 0 }

test('a page that is seen looks about every second', () => {
  expect([waitMs(fine, 0), waitMs(fine, 0.5), waitMs(fine, 1)]).toEqual([900, 1_000, 1_100])
})

test('a page that is hidden looks about every half minute', () => {
  expect(waitMs({ ...fine, hidden: true }, 0)).toBe(27_000)
})

test('each failure doubles the wait, up to 10 seconds, and half of it is drawn', () => {
  const waits = [1, 2, 3, 4, 50].map(failures => waitMs({ ...fine, failures }, 1))
  expect(waits).toEqual([2_000, 4_000, 8_000, 10_000, 10_000])
  expect(waitMs({ ...fine, failures: 2 }, 0)).toBe(2_000)
})

test('what only a person can mend is not asked for again soon; a server in trouble is', () => {
  const refused = (status: number) =>
    waitMs({ ...fine, failures: 1, trouble: { is: 'refused', status, detail: '' } }, 0.5)
  expect(refused(403)).toBe(30_000)
  expect(refused(503)).toBe(1_500)
})
