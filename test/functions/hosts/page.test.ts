import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type HttpServer, serveHttp } from '../../../functions/hosts/http-server.ts'
import { createPage } from '../../../functions/hosts/page.ts'

const outside = 'nobody may read this'
const folder = mkdtempSync(join(tmpdir(), 'roomtone-page-'))
let server: HttpServer
beforeAll(async () => {
  const page = join(folder, 'page')
  mkdirSync(page)
  writeFileSync(join(folder, 'secret'), outside)
  writeFileSync(join(page, 'index.html'), '<!doctype html>')
  writeFileSync(join(page, 'room-mood.js'), 'export {}')
  server = await serveHttp(createPage(page).fetch, 0)
})
afterAll(async () => {
  await server.close()
  rmSync(folder, { recursive: true })
})

/** Asked as a socket sends it: fetch would tidy the path up before it leaves. */
const asked = (path: string) =>
  new Promise<{ status: number; body: string }>((resolve, reject) => {
    const { hostname, port } = new URL(server.url)
    request({ hostname, port, path }, async response =>
      resolve({ status: response.statusCode ?? 0, body: await text(response) }),
    )
      .on('error', reject)
      .end()
  })

test('the page gives out the files of its folder', async () => {
  expect(await asked('/room-mood.js')).toEqual({ status: 200, body: 'export {}' })
  expect((await asked('/rooms/anything')).status).toBe(200)
})

test.each([
  '/../secret',
  '/%2e%2e/secret',
  '/..%2fsecret',
  '/..%5csecret',
  '/....//secret',
  '/%252e%252e%252fsecret',
  '/rooms/../../secret',
  '/./../secret',
  '//secret',
  '/%00/../secret',
  '/%c0%ae%c0%ae/secret',
  'http://evil.example/../secret',
])('and none beside it: %s', async path => {
  const { body } = await asked(path)
  expect(body).not.toContain(outside)
})

test('a broken path is an answer, and the server goes on', async () => {
  for (const path of ['/%', '/%ff', '/%E0%A4%A', `/${'a/'.repeat(4_000)}`])
    expect((await asked(path)).status).toBeGreaterThanOrEqual(200)
  expect((await asked('/')).status).toBe(200)
})
