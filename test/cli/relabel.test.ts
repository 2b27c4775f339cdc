import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { serve } from '@hono/node-server'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { loadEncoder } from '../../functions/adapters/encoder-folder.ts'
import { loadClassifier } from '../../functions/adapters/model-folder.ts'
import { erase } from '../../functions/pipeline/erase.ts'
import { sum } from '../../functions/pipeline/mood.ts'
import { live, writeNew } from '../contracts/store-samples.ts'
import { writeTinyEncoder } from '../functions/adapters/tiny-encoder.ts'
import { writeTinyModel } from '../functions/adapters/tiny-model.ts'
import { NOW, standIn } from '../functions/api/stand-in.ts'
import { roomtone } from './run.ts'

/** What happens before a request is answered; an answer takes the place of the stack's. */
type Meanwhile = (path: string, answer: () => Promise<Response>) => Promise<Response | undefined>

let folder: string
let model: string
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
const stackWith = async (texts: string[], meanwhile: Meanwhile = async () => undefined) => {
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
const isLabels = (path: string) => path === 'POST /v1/rooms/hall/labels'
const problem = (status: number) =>
  new Response(JSON.stringify({ detail: 'not now' }), {
    status,
    headers: { 'content-type': 'application/json' },
  })

/** Neutral to the stack's model, which knows no 'fair'; the tiny one calls it what it is. */
const some = (count: number, text = 'fair good') => Array<string>(count).fill(text)

describe('relabel', () => {
  test('labels every message of a room anew, moves the counts, and finds nothing to do a second time', async () => {
    const on = await stackWith(['bad', 'rude', ...some(220, 'fair')])
    const { code, stdout, stderr } = await on.run(['hall', '--model', folder])
    expect(stderr).toBe(`hall: 222 messages relabelled by ${model}; 1 with another label than before\n`)
    expect(code).toBe(0)
    expect(stdout.split('\n').map(line => line.trim().split(/ {2,}/))).toEqual([
      ['had \\ has', 'negative', 'neutral', 'positive'],
      ['negative', '1', '0', '0'],
      ['neutral', '1', '220', '0'],
      ['positive', '0', '0', '0'],
      [''],
    ])
    expect(await on.counts()).toMatchObject({ n: 222, models: { [model]: 222 } })
    for (const message of await on.messages()) expect(message).toMatchObject({ model, version: 2 })
    const again = await on.run(['hall', '--model', folder])
    expect([again.code, again.stdout]).toEqual([0, ''])
    expect(again.stderr).toBe(`hall: 0 messages relabelled by ${model}; 222 by it already\n`)
  })

  test('--dry-run says from which label to which and writes nothing', async () => {
    const posts: string[] = []
    const on = await stackWith(['bad', 'rude', 'fair'], async path => void posts.push(path))
    const before = await on.counts()
    const { code, stdout, stderr } = await on.run(['hall', '--model', folder, '--dry-run', '--json'])
    expect([code, JSON.parse(stdout)]).toMatchObject([
      0,
      { dryRun: true, isDone: true, relabelled: 3, moved: { neutral: { negative: 1, neutral: 1 } } },
    ])
    expect(stderr).toContain('3 messages would be relabelled')
    expect(stderr).toContain('nothing was written')
    expect(await on.counts()).toEqual(before)
    expect(posts.filter(path => path.startsWith('POST'))).toEqual([])
  })

  test('without a room it goes through every room', async () => {
    const on = await stackWith(['bad'])
    await on.deliver([JSON.stringify({ room: 'lobby', id: 'q-1', text: 'good', postedAt: NOW })])
    const { stdout } = await on.run(['--model', folder, '--json'])
    const lines = stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line))
    expect(lines.map(({ room, relabelled }) => [room, relabelled])).toEqual([
      ['hall', 1],
      ['lobby', 1],
    ])
    expect((await on.counts('lobby')).models).toEqual({ [model]: 1 })
  })

  test('what is edited while it is labelled is labelled again by what it says now', async () => {
    let isFirst = true
    const on = await stackWith(['bad', 'fair'], async path => {
      if (isLabels(path) && isFirst) {
        isFirst = false
        const edit = { room: 'hall', id: 'q-0', text: 'good', revision: 1, postedAt: NOW }
        await on.deliver([JSON.stringify(edit)])
      }
      return undefined
    })
    expect((await on.run(['hall', '--model', folder])).code).toBe(0)
    expect((await on.messages()).map(({ text, label, version }) => [text, label, version])).toEqual([
      ['good', 'positive', 3],
      ['fair', 'neutral', 2],
    ])
    expect(await on.counts()).toMatchObject({ n: 2, negative: 0, positive: 1, models: { [model]: 2 } })
  })

  test('what is erased while it is labelled stays erased', async () => {
    let isFirst = true
    const on = await stackWith(['bad', 'fair'], async path => {
      const { key } = (await on.messages())[0]!
      const limits = { deadlineMs: NOW + 5_000 }
      if (isLabels(path) && isFirst) await erase(on.ports, { room: 'hall', key }, limits)
      isFirst &&= !isLabels(path)
      return undefined
    })
    const { code, stderr } = await on.run(['hall', '--model', folder])
    expect([code, stderr]).toEqual([
      0,
      `hall: 1 message relabelled by ${model}; 0 with another label than before; 1 erased meanwhile\n`,
    ])
    expect(await on.counts()).toMatchObject({ n: 1, neutral: 1, models: { [model]: 1 } })
  })

  test('a lost response is asked for again, and counts nothing twice', async () => {
    let isFirst = true
    const on = await stackWith(some(150), async (path, answer) => {
      if (!isLabels(path) || !isFirst) return undefined
      isFirst = false
      await answer()
      return problem(503)
    })
    const { code, stderr } = await on.run(['hall', '--model', folder])
    expect(code).toBe(0)
    expect(stderr).toMatch(/not now; trying again/)
    expect(stderr).toMatch(/(100|50) messages relabelled.*(50|100) by it already/)
    expect(await on.counts()).toMatchObject({ n: 150, models: { [model]: 150 } })
  })

  test('refused in the middle it says so, and run again it labels only what is left', async () => {
    let posts = 0
    let isAllowed = false
    const on = await stackWith(some(450), async path =>
      isLabels(path) && ++posts > 2 && !isAllowed ? problem(403) : undefined,
    )
    const first = await on.run(['hall', '--model', folder])
    expect(first.code).toBe(1)
    expect(first.stderr).toMatch(/hall: 200 messages relabelled.*stopped before the end: run it again/)
    expect((await on.counts()).models).toEqual({ [model]: 200, 'words@1': 250 })
    isAllowed = true
    const second = await on.run(['hall', '--model', folder, '--json'])
    expect(JSON.parse(second.stdout)).toMatchObject({ isDone: true, same: 200, relabelled: 250 })
    expect((await on.counts()).models).toEqual({ [model]: 450 })
  })

  test('Ctrl-C ends it with what was done, and how to go on', async () => {
    const on = await stackWith(some(150), async path => (isLabels(path) ? problem(503) : undefined))
    const { code, stderr } = await on.run(['hall', '--model', folder], {
      onStderr: text => (text.endsWith('trying again for 30 s\n') ? 'SIGINT' : undefined),
    })
    expect(code).toBe(130)
    expect(stderr).toMatch(/0 messages relabelled.*stopped before the end: run it again/)
    expect((await on.counts()).models).toEqual({ 'words@1': 150 })
  })

  test('what keeps its label is counted and said, by why, and exits 1', async () => {
    const on = await stackWith(['fair'])
    const room = 'hall'
    const { text: _, ...textless } = live('kept', { room, postedAt: NOW })
    await on.store.write(writeNew([textless, live('blank', { room, postedAt: NOW, text: '\u200d' })]))
    const { code, stderr } = await on.run(['hall', '--model', folder])
    expect(code).toBe(1)
    expect(stderr).toContain('1 message relabelled')
    expect(stderr).toContain('1 have no text: the stack keeps labels only')
    expect(stderr).toContain('1 cannot be labelled by this model')
    expect((await on.counts()).models).toEqual({ [model]: 1, 'sentiment@1': 2 })
  })
})

describe('relabel and vectors', () => {
  let vectors: string
  beforeEach(async () => {
    vectors = mkdtempSync(join(tmpdir(), 'roomtone-vectors-'))
    await writeTinyEncoder(vectors)
  })
  afterEach(() => rmSync(vectors, { recursive: true }))
  const questions = ['when good', 'when bad', 'fair']
  const expected = async () => {
    const [good, bad] = await loadEncoder(vectors).encode(questions.slice(0, 2))
    return [good, bad, undefined]
  }

  test('a question is labelled and encoded in one run, and what has both is passed over in the next', async () => {
    const posts: string[] = []
    const on = await stackWith(questions, async path => void posts.push(path))
    const first = await on.run(['hall', '--model', folder, '--similarity', vectors])
    expect([first.code, first.stderr]).toEqual([
      0,
      `hall: 3 messages relabelled by ${model}; 0 with another label than before; 2 vectors filled in\n`,
    ])
    expect((await on.messages()).map(({ vector }) => vector)).toEqual(await expected())
    posts.splice(0)
    const again = await on.run(['hall', '--model', folder, '--similarity', vectors])
    expect(again.stderr).toBe(`hall: 0 messages relabelled by ${model}; 3 by it already\n`)
    expect(posts.filter(isLabels)).toEqual([])
  })

  test('vectors that lack are filled in by the model that is there already, and no count moves', async () => {
    const on = await stackWith(questions)
    await on.run(['hall', '--model', folder, '--similarity', 'no'])
    const before = [await on.counts(), await on.messages()] as const
    expect(before[1].every(message => message.vector === undefined)).toBe(true)
    const dry = await on.run(['hall', '--model', folder, '--similarity', vectors, '--dry-run'])
    expect(dry.stderr).toContain('3 by it already; 2 vectors would be filled in; nothing was written')
    expect(await on.messages()).toEqual(before[1])
    const { code, stdout, stderr } = await on.run(['hall', '--model', folder, '--similarity', vectors])
    expect([code, stdout, stderr]).toEqual([
      ...[0, '', `hall: 0 messages relabelled by ${model}; 3 by it already; 2 vectors filled in\n`],
    ])
    expect(await on.counts()).toEqual(before[0])
    expect((await on.messages()).map(({ vector, version }) => [vector, version])).toEqual(
      (await expected()).map(vector => [vector, vector ? 3 : 2]),
    )
  })

  test('another encoder takes the place of the vectors of the first', async () => {
    const on = await stackWith(questions)
    await on.run(['hall', '--model', folder, '--similarity', vectors])
    const first = (await on.messages()).map(({ vector }) => vector)
    const other = mkdtempSync(join(tmpdir(), 'roomtone-other-'))
    await writeTinyEncoder(other)
    const { stderr } = await on.run(['hall', '--model', folder, '--similarity', other])
    expect(stderr).toContain('3 by it already; 2 vectors filled in')
    const now = (await on.messages()).map(({ vector }) => vector)
    expect(now).toEqual([...(await loadEncoder(other).encode(questions.slice(0, 2))), undefined])
    expect(now.slice(0, 2)).not.toEqual(first.slice(0, 2))
    rmSync(other, { recursive: true })
  })

  test('an encoder that cannot be used ends it before the stack is asked, with the file and the cure', async () => {
    const asked: string[] = []
    const on = await stackWith(['when'], async path => void asked.push(path))
    writeFileSync(join(vectors, 'model.onnx'), 'no network')
    const { code, stderr } = await on.run(['hall', '--model', folder, '--similarity', vectors])
    expect([code, asked]).toEqual([1, []])
    expect(stderr).toContain(join(vectors, 'model.onnx'))
    const none = await on.run(['hall', '--model', folder, '--similarity', join(vectors, 'none')])
    expect([none.code, asked]).toEqual([1, []])
    expect(none.stderr).toContain('--similarity')
  })
})

describe('before anything is done', () => {
  test('a broken model is named with its file and the cure, and the stack is not asked', async () => {
    const asked: string[] = []
    const on = await stackWith(['fair'], async path => void asked.push(path))
    await writeTinyModel(folder, { temperature: 0 })
    const { code, stderr } = await on.run(['hall', '--model', folder])
    expect(code).toBe(1)
    expect(stderr).toContain(join(folder, 'model.json'))
    expect(stderr).toContain('name another with --model')
    expect(asked).toEqual([])
  })

  test('a folder that is not there, and a token that may not, are clear errors', async () => {
    const on = await stackWith(['fair'], async path => (path.startsWith('GET') ? problem(403) : undefined))
    expect((await on.run(['hall', '--model', join(folder, 'none')])).stderr).toMatch(/there is no such file/)
    expect((await on.run(['hall', '--model', folder])).stderr).toMatch(/the token in ROOMTONE_TOKEN/)
  })

  test('the model is named by its folder', () => expect(model.split('@')[0]).toBe(basename(folder)))
})
