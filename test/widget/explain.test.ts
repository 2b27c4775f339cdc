import { expect, test } from 'vitest'
import { explain } from '../../widget/explain.ts'

const url = 'https://api.example'

test('every kind of trouble says what to do next, or that it is being tried again', () => {
  const refused = (status: number) => explain({ is: 'refused', status, detail: 'the token ran out' }, url)
  expect(explain({ is: 'away', detail: 'Failed to fetch' }, url)).toBe(
    'https://api.example does not answer (Failed to fetch). Trying again every few seconds.',
  )
  expect(refused(401)).toMatch(/ask for a room token.*The server says: the token ran out/)
  expect(refused(403)).toMatch(/ask for one with the read scope/)
  expect(refused(404)).toMatch(/https:\/\/api\.example: check the url/)
  expect(refused(503)).toMatch(/\(503\)\. Trying again/)
})
