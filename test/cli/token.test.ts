import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { secretBytes, verifyToken } from '../../functions/api/token.ts'

const SECRET = 'a secret of the tests, thirty-two bytes and more'
const program = join(import.meta.dirname, '../../cli/bin.js')
const { ROOMTONE_TOKEN_SECRET: _, ...env } = process.env

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'roomtone-token-'))
  writeFileSync(join(folder, 'secret'), `${SECRET}\n`)
})
afterAll(() => rmSync(folder, { recursive: true }))

const token = async (args: string[], extra: Record<string, string> = {}) =>
  promisify(execFile)(process.execPath, [program, 'token', ...args], { env: { ...env, ...extra } }).then(
    ({ stdout }) => ({ code: 0, stdout: stdout.trim(), stderr: '' }),
    ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
  )

const verified = (made: string, secret = SECRET, aheadMs = 0) =>
  verifyToken([secretBytes(secret)], made, Date.now() + aheadMs)

describe('roomtone token', () => {
  test('makes one that the API takes, for the room and scopes, until it expires', async () => {
    const { stdout } = await token(['Q&A #1', '--scope', 'read,post', '--expires', '15m', '--data', folder])
    expect(await verified(stdout)).toEqual({
      is: 'valid',
      grant: { room: 'Q&A #1', scopes: new Set(['read', 'post']) },
    })
    expect(await verified(stdout, SECRET, 14 * 60_000)).toMatchObject({ is: 'valid' })
    expect(await verified(stdout, SECRET, 15 * 60_000)).toMatchObject({ is: 'invalid' })
  })

  test('reads and nothing more, for an hour, where nothing else is said', async () => {
    const { stdout } = await token(['*', '--data', folder])
    expect(await verified(stdout)).toEqual({ is: 'valid', grant: { room: '*', scopes: new Set(['read']) } })
    expect(await verified(stdout, SECRET, 3_600_000)).toMatchObject({ is: 'invalid' })
  })

  test('takes the secret of the environment before that of the folder', async () => {
    const secret = 'another secret, for a stack in the cloud'
    const { stdout } = await token(['r', '--data', folder], { ROOMTONE_TOKEN_SECRET: secret })
    expect(await verified(stdout, secret)).toMatchObject({ is: 'valid' })
    expect(await verified(stdout)).toMatchObject({ is: 'unsigned' })
  })

  test('says what to do where there is no secret, or a short one', async () => {
    const missing = await token(['r', '--data', join(folder, 'nowhere')])
    expect(missing).toMatchObject({ code: 1, stdout: '' })
    expect(missing.stderr).toMatch(/no secret in .*nowhere.*roomtone start.*ROOMTONE_TOKEN_SECRET/)
    const short = await token(['r'], { ROOMTONE_TOKEN_SECRET: 'short' })
    expect(short).toMatchObject({ code: 1, stderr: expect.stringContaining('at least 32') })
  })

  test.each([
    ['--scope', 'admin'],
    ['--scope', ''],
    ['--expires', '1y'],
    ['--expires', '0h'],
    ['--expires', '-1h'],
    ['--expires', '32d'],
  ])('takes no %s %s', async (option, value) => {
    expect(await token(['r', option, value, '--data', folder])).toMatchObject({ code: 2, stdout: '' })
  })

  test('takes no room that there cannot be', async () => {
    for (const room of ['', 'x'.repeat(129), 'a\nb'])
      expect(await token([room, '--data', folder])).toMatchObject({ code: 2 })
  })
})
