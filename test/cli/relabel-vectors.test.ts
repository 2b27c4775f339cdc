import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { loadEncoder } from '../../functions/adapters/encoder-folder.ts'
import { writeTinyEncoder } from '../functions/adapters/tiny-encoder.ts'
import { folder, isLabels, model, stackWith } from './relabel-stack.ts'

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
