/* Documents that name what is elsewhere: each name is looked for there. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { alarms } from '../infra/alarms.ts'

const textOf = (path: string) => readFileSync(join(import.meta.dirname, '..', path), 'utf8')

/** `functions/wire.test.ts`: "a letter goes …", "and another" */
const NAMED = /`([\w/-]+\.test\.ts)`:\s+((?:"[^"]+"(?:,\s+)?)+)/g

test('every test that docs/security.md names is there, under that name', () => {
  const named = [...textOf('docs/security.md').matchAll(NAMED)].flatMap(([, file = '', names = '']) =>
    [...names.matchAll(/"([^"]+)"/g)].map(([, name = '']) => ({ file, name: name.replaceAll(/\s+/g, ' ') })),
  )
  expect(named.length).toBeGreaterThan(30)
  for (const { file, name } of named) {
    expect(existsSync(join(import.meta.dirname, file)), file).toBe(true)
    expect(textOf(`test/${file}`), `${file}: ${name}`).toContain(name)
  }
})

test('every threat in docs/security.md names what stands against it, and a test', () => {
  const [, threats = ''] =
    /## Threats\n([\s\S]*?)\n## What is not prevented/.exec(textOf('docs/security.md')) ?? []
  const rows = threats.split('\n').filter(line => /^\| (?!threat|---)/.test(line))
  expect(rows.length).toBeGreaterThan(25)
  for (const row of rows) expect(row.match(NAMED), row).not.toBeNull()
})

test('every alarm has a section in docs/operations.md, under its name in words', () => {
  const sections = [...textOf('docs/operations.md').matchAll(/^### (.+)$/gm)].map(([, title]) => title)
  const inWords = (id: string) =>
    id.replace(/Alarm$/, '').replaceAll(/(?<=.)[A-Z]/g, letter => ` ${letter.toLowerCase()}`)
  for (const id of Object.keys(alarms)) expect(sections, id).toContain(inWords(id))
})
