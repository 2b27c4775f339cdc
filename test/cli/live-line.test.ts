import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { liveLine } from '../../cli/live-line.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const open = (isTTY: boolean, status: () => string) => {
  const written: string[] = []
  const write = (text: string) => written.push(text)
  return { written, live: liveLine(status, { isTTY, columns: 20, write }) }
}

test('on a terminal the line renews itself in its place, within the width, and makes room for others', () => {
  let done = 0
  const { written, live } = open(true, () => `${done} done, and much more to be told`)
  vi.advanceTimersByTime(500)
  done = 1
  vi.advanceTimersByTime(500)
  live.line('something happened')
  live.end()
  vi.advanceTimersByTime(5_000)
  expect(written).toEqual([
    '\r\u001b[K0 done, and much mo',
    '\r\u001b[K1 done, and much mo',
    '\r\u001b[Ksomething happened\n',
    '\r\u001b[K',
  ])
})

test('elsewhere there is a line every ten seconds in which something changed', () => {
  let done = 0
  const { written, live } = open(false, () => `${done} done`)
  vi.advanceTimersByTime(20_000)
  done = 1
  vi.advanceTimersByTime(20_000)
  live.end()
  expect(written).toEqual(['1 done\n'])
})
