import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { erase } from '../../functions/pipeline/erase.ts'
import { live, writeNew } from '../contracts/store-samples.ts'
import { writeTinyModel } from '../functions/adapters/tiny-model.ts'
import { NOW } from '../functions/api/stand-in.ts'
import { folder, isLabels, model, problem, stackWith } from './relabel-stack.ts'

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
