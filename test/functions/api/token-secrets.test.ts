import { expect, test } from 'vitest'
import { tokenAccess } from '../../../functions/api/access.ts'
import { secretBytes } from '../../../functions/api/token.ts'
import {
  AGAIN_MS,
  cachedSecrets,
  LIFE_MS,
  OUTAGE_MS,
  OVERLAP_MS,
} from '../../../functions/api/token-secrets.ts'
import { ask, NOW, problemOf, standIn, token } from './stand-in.ts'

const OLD = 'the secret that was in place, of the tests'
const NEW = 'the secret that was put in its place, of the tests'

/** A secret that is replaced and withdrawn by the test, and an API that reads it. */
const kept = () => {
  const clock = { nowMs: NOW, now: () => clock.nowMs, sleep: async () => {} }
  const at = { current: OLD, previous: undefined as string | undefined, madeAt: NOW - 90 * 86_400_000 }
  const world = { reads: 0, away: false }
  const reported: unknown[] = []
  const source = {
    current: async () => {
      world.reads++
      if (world.away) throw new Error('no answer')
      return { secret: at.current, madeAt: at.madeAt }
    },
    previous: async () => at.previous,
  }
  const secrets = cachedSecrets(source, clock, error => reported.push(error))
  const { app, failures } = standIn({ clock, access: tokenAccess({ secrets, clock, onLoopback: false }) })
  const replace = (by: string) => {
    at.previous = at.current
    at.current = by
    at.madeAt = clock.nowMs
  }
  const asks = async (secret: string) => {
    const made = await token('r', ['read'], { nowMs: clock.nowMs, secret: secretBytes(secret) })
    return ask(app, '/v1/rooms/r/mood', { headers: { authorization: `Bearer ${made}` } })
  }
  const opens = async (secret: string) => (await asks(secret)).status
  const later = (ms: number) => {
    clock.nowMs += ms
  }
  return { at, world, reported, failures, secrets, replace, asks, opens, later }
}

test('many requests read the secret once, and again when five minutes are over', async () => {
  const on = kept()
  await Promise.all(Array.from({ length: 20 }, () => on.opens(OLD)))
  on.later(LIFE_MS - 1)
  expect(await on.opens(OLD)).toBe(200)
  expect(on.world.reads).toBe(1)
  on.later(1)
  expect(await on.opens(OLD)).toBe(200)
  expect(on.world.reads).toBe(2)
})

test('a new secret opens at once, and the old one for a day more', async () => {
  const on = kept()
  await on.opens(OLD)
  on.later(AGAIN_MS)
  on.replace(NEW)
  expect(await on.opens(NEW)).toBe(200)
  expect(await on.opens(OLD)).toBe(200)
  on.later(OVERLAP_MS - 1)
  expect(await on.opens(OLD)).toBe(200)
  on.later(LIFE_MS)
  expect(await on.opens(OLD)).toBe(401)
  expect(await on.opens(NEW)).toBe(200)
})

test('a secret that was replaced twice is valid for no longer than what was read is', async () => {
  const on = kept()
  await on.opens(OLD)
  on.later(AGAIN_MS)
  on.replace('one that is thrown away at once, of the tests')
  on.replace(NEW)
  expect(await on.opens(NEW)).toBe(200)
  expect(await on.opens(OLD)).toBe(401)
})

test('tokens that nobody signed have the secret read once in half a minute, however many they are', async () => {
  const on = kept()
  for (let at = 0; at < 50; at++) expect(await on.opens('a stranger’s secret, of thirty-two bytes')).toBe(401)
  expect(on.world.reads).toBe(1)
  on.later(AGAIN_MS)
  for (let at = 0; at < 50; at++) expect(await on.opens('a stranger’s secret, of thirty-two bytes')).toBe(401)
  expect(on.world.reads).toBe(2)
})

test('where it cannot be read again what was read is valid for an hour, each failure is told, then nothing opens', async () => {
  const on = kept()
  await on.opens(OLD)
  on.world.away = true
  for (let minutes = 5; minutes < 60; minutes += 5) {
    on.later(LIFE_MS)
    expect(await on.opens(OLD)).toBe(200)
  }
  expect(on.reported).toHaveLength(11)
  on.later(OUTAGE_MS - 11 * LIFE_MS)
  const answer = await on.asks(OLD)
  expect(answer.status).toBe(503)
  expect((await problemOf(answer)).detail).toBe('whether the token is valid cannot be said now: ask again')
  expect(on.failures).toMatchObject([{ error: new Error('no answer') }])
  on.world.away = false
  expect(await on.opens(OLD)).toBe(200)
})

test('a secret that is too short is never valid: as the first it is an error, as the next it is not taken', async () => {
  const on = kept()
  on.at.current = 'short'
  await expect(on.secrets.valid()).rejects.toThrow(/has 5 bytes, at least 32 are needed/)
  on.at.current = OLD
  expect(await on.opens(OLD)).toBe(200)
  on.later(LIFE_MS)
  on.replace('short')
  expect(await on.opens(OLD)).toBe(200)
  expect(String(on.reported[0])).toContain('has 5 bytes')
  on.later(AGAIN_MS)
  on.replace(NEW) // mended: what was before it is the mistake, and opens nothing
  expect(await on.opens(NEW)).toBe(200)
  expect(await on.secrets.valid()).toHaveLength(1)
})
