import { expect, test } from 'vitest'
import { clip, opening } from '../../widget/clip.ts'

test('a short text is not clipped', () => {
  expect(clip('Will there be lunch?')).toBeUndefined()
  expect(clip('a'.repeat(270))).toBeUndefined()
})

test('a long text is clipped at a word', () => {
  const words = 'seven '.repeat(333)
  expect(clip(words)).toMatch(/seven…$/)
  expect(clip(words)!.length).toBeLessThan(245)
})

test('a clip never cuts a character in two', () => {
  const flags = '🎉'.repeat(2_000)
  expect(clip(flags)?.isWellFormed()).toBe(true)
  expect(opening(flags)).toBe(`${'🎉'.repeat(40)}…`)
})
