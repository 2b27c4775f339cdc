import { expect, test } from 'vitest'
import { type Machine, markdownTable, provenance, withSection } from '../../bench/document.ts'

const text = 'Before.\n<!-- bench cold -->\nold figures\n<!-- end of cold -->\nAfter.\n'
const machine: Machine = { processor: 'some CPU', cores: 2, busy: 0.1, date: '2026-11-28', quick: false }

test('a section is replaced, whatever stood in it, and nothing else', () => {
  const once = withSection(text, 'cold', 'new figures')
  expect(once).toBe('Before.\n<!-- bench cold -->\nnew figures\n<!-- end of cold -->\nAfter.\n')
  expect(withSection(once, 'cold', 'new figures')).toBe(once)
})

test('a document without the section says which two lines it lacks', () => {
  expect(() => withSection(text, 'latency', 'x')).toThrow(/no section "<!-- bench latency -->".*put the two/)
  expect(() => withSection('<!-- bench cold -->', 'cold', 'x')).toThrow(/no section/)
})

test('figures of a busy machine and of a smoke test are provisional, others are not', () => {
  const said = '`npm run bench -- cold --write`, 2026-11-28, 2 cores (some CPU).'
  expect(provenance('cold', machine)).toBe(said)
  expect(provenance('cold', { ...machine, busy: 0.6 })).toBe(
    `${said} **Provisional: 0.6 cores were busy before it began.**`,
  )
  expect(provenance('cold', { ...machine, quick: true })).toMatch(
    /cold --quick --write.*Provisional: a smoke test/,
  )
})

test('a table has a line for each row and numbers to the right', () => {
  expect(markdownTable(['', 'ms'], [['a', '1']]).split('\n')).toEqual([
    '|  | ms |',
    '| --- | ---: |',
    '| a | 1 |',
  ])
})
