import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serve } from '@hono/node-server'
import { afterEach, beforeEach } from 'vitest'
import { loadClassifier } from '../../functions/adapters/model-folder.ts'
import { sum } from '../../functions/pipeline/mood.ts'
import { writeTinyModel } from '../functions/adapters/tiny-model.ts'
import { NOW, standIn } from '../functions/api/stand-in.ts'
import { roomtone } from './run.ts'

/** What happens before a request is answered; an answer takes the place of the stack's. */
type Meanwhile = (path: string, answer: () => Promise<Response>) => Promise<Response | undefined>

/** Of a tiny model, and its name; both made anew for each test. */
export let folder: string
export let model: string
let closing: (() => void)[] = []
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'roomtone-relabel-'))
  await writeTinyModel(folder)
  model = (await loadClassifier(folder)).model
})
afterEach(() => {
  for (const close of closing.splice(0)) close()
  closing = []
  rmSync(folder, { recursive: true })
})

/** The API in memory, over HTTP, with these texts counted by the stack's own model, words@1. */
export const stackWith = async (texts: string[], meanwhile: Meanwhile = async () => undefined) => {
  const stack = standIn()
  const bodies = texts.map((text, at) =>
    JSON.stringify({ room: 'hall', id: `q-${at}`, text, postedAt: NOW - at * 1_000 }),
  )
  await stack.deliver(bodies)
  const server = serve({
    fetch: async request => {
      const answer = async () => await stack.app.fetch(request)
      const { pathname } = new URL(request.url)
      return (await meanwhile(`${request.method} ${pathname}`, answer)) ?? answer()
    },
    ...{ port: 0, hostname: '127.0.0.1' },
  })
  await new Promise<void>(resolve => server.once('listening', resolve))
  closing.push(() => server.close())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const run = (args: string[], how: Parameters<typeof roomtone>[1] = {}) =>
    roomtone(['relabel', ...args, '--url', url], how)
  const counts = async (room = 'hall') =>
    sum((await stack.store.counters(room)).map(counter => counter.tally))
  const messages = async () => (await stack.store.list('hall', { fromMs: 0, toMs: NOW * 2 }, 1_000)).messages
  return { ...stack, run, counts, messages }
}
export const isLabels = (path: string) => path === 'POST /v1/rooms/hall/labels'
export const problem = (status: number) =>
  new Response(JSON.stringify({ detail: 'not now' }), {
    status,
    headers: { 'content-type': 'application/json' },
  })
