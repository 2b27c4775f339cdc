import { expect, test } from 'vitest'
import { announcer } from '../../widget/announcer.ts'
import { ago, isStale } from '../../widget/freshness.ts'

test('how long ago is said in the largest unit that fits', () => {
  expect([-5_000, 999, 3_400, 59_999, 150_000, 7_200_000, 3 * 86_400_000].map(ago)).toEqual([
    'just now',
    'just now',
    '3 s ago',
    '59 s ago',
    '2 min ago',
    '2 h ago',
    '3 d ago',
  ])
})

test('numbers are old when nothing was fetched for more than 10 seconds', () => {
  expect(isStale(1_000, 11_000)).toBe(false)
  expect(isStale(1_000, 11_001)).toBe(true)
})

test('a screen reader is told the first numbers at once, then at most every 15 seconds, and always the newest', () => {
  const announce = announcer()
  const told = (sentence: string, second: number) => announce(sentence, second * 1_000)
  expect(told('1 message', 0)).toBe('1 message')
  expect(told('2 messages', 1)).toBe('1 message')
  expect(told('9 messages', 14.9)).toBe('1 message')
  expect(told('10 messages', 15)).toBe('10 messages')
  expect(told('11 messages', 16)).toBe('10 messages')
})
