import { expect, test } from 'vitest'
import type { Opened } from './store.ts'
import {
  always,
  count,
  erased,
  insist,
  live,
  MINUTE,
  T,
  tally,
  totalOf,
  writeChange,
  writeNew,
} from './store-samples.ts'

const written = { is: 'written' }

/** 392 bytes as a vector has them, every value of a byte among them. */
const vectorOf = (seed: number) => Uint8Array.from({ length: 392 }, (_, at) => at * 5 + seed)

export const writeContract = (opened: Opened): void => {
  test.each([
    ['plain', {}],
    ['without text and author', { text: undefined, author: undefined }],
    [
      'with quotes, NUL, line ends and a byte-order mark',
      { text: `'"\`\\;-- \0 \r\n\t \ufeff`, author: '"' },
    ],
    ['with emoji, combining marks and bidi controls', { text: '👩‍👩‍👧 e\u0301 \u202eabc', author: 'Zoë 🎉' }],
    ['of 2,000 characters beyond the BMP', { text: '😀'.repeat(2000) }],
    ['with a # and a / in room, source and id', { room: 'a#/b', source: '#/', id: '#1/2' }],
    [
      'unsure, negative, revised, in another shard',
      { sure: false, label: 'negative', score: -1000, shard: 7, revision: 3, version: 4 },
    ],
    ['that is a question, and flagged', { kind: 'question', offensive: 0.9123, flagged: true }],
    ['that is a comment, and not flagged', { kind: 'comment', offensive: 0, flagged: false }],
    ['of which only the kind was told', { kind: 'question' }],
    ['of which only the offence was told', { offensive: 1, flagged: true }],
    ['that is a question, with a vector', { kind: 'question', vector: vectorOf(1) }],
    ['with a vector of zeros', { kind: 'question', vector: new Uint8Array(392) }],
    ['with a vector of another length', { kind: 'question', vector: vectorOf(2).subarray(3, 10) }],
    ['with a confidence of many digits', { confidence: 1 / 3 }],
  ] as const)('a message %s is read as it was written', async (_, fields) => {
    const { store } = opened()
    const { id = 'q-1', ...rest } = fields as { id?: string }
    const message = live(id, { author: 'Ada', ...rest })
    expect(await store.write(writeNew([message]))).toEqual(written)
    expect((await store.read([message.key])).get(message.key)).toEqual(message)
    expect((await store.list(message.room, always, 10)).messages).toEqual([message])
  })

  test('a put over nothing is refused where something stands, and says what stands there', async () => {
    const { store } = opened()
    const first = live('q-1')
    await store.write(writeNew([first]))
    const result = await store.write(writeNew([live('q-1', { text: 'another text' })]))
    expect(result).toEqual({ is: 'refused', standing: new Map([[first.key, first]]) })
    expect((await store.read([first.key])).get(first.key)).toEqual(first)
  })

  test('a refused write names every put whose condition failed and no other, and leaves no trace', async () => {
    const { store } = opened()
    const [one, two, fresh] = [live('q-1'), live('q-2'), live('q-3')]
    await store.write(writeNew([one, two]))
    const result = await store.write(writeNew([fresh, two, one]))
    const standing = new Map([
      [one.key, one],
      [two.key, two],
    ])
    expect(result).toEqual({ is: 'refused', standing })
    expect(await store.read([fresh.key])).toEqual(new Map())
    expect(await totalOf(store)).toBe(2)
    expect((await store.counters('hall')).map(({ rev }) => rev)).toEqual([1])
  })

  test('a put over a version holds only where exactly that version stands', async () => {
    const { store } = opened()
    const first = live('q-1')
    const second = { ...first, version: 2, label: 'negative' as const, score: -500 }
    expect(await store.write(writeChange({ from: first, to: second }))).toEqual({
      is: 'refused',
      standing: new Map([[first.key, undefined]]),
    })
    await store.write(writeNew([first]))
    expect(await store.write(writeChange({ from: first, to: second }))).toEqual(written)
    expect(await store.write(writeChange({ from: first, to: second }))).toEqual({
      is: 'refused',
      standing: new Map([[first.key, second]]),
    })
    expect((await store.counters('hall'))[0]?.tally).toEqual(
      tally({ n: 1, negative: 1, score: -500, models: { 'sentiment@1': 1 } }),
    )
  })

  test('an erased message leaves a tombstone that says nothing, is in no list and takes its counts along', async () => {
    const { store } = opened()
    const message = live('q-1', { author: 'Ada' })
    const trace = erased(message, T + 5)
    await store.write(writeNew([message]))
    expect(await store.write(writeChange({ from: message, to: trace }, 3))).toEqual(written)
    expect((await store.read([message.key])).get(message.key)).toEqual(trace)
    expect(await store.list('hall', always, 10)).toEqual({ messages: [] })
    expect(await totalOf(store)).toBe(0)
    expect(await store.write(writeNew([message]))).toEqual({
      is: 'refused',
      standing: new Map([[message.key, trace]]),
    })
  })

  test('a vector goes with its message: another takes its place, and none is left of one that is erased', async () => {
    const { store } = opened()
    const first = live('q-1', { kind: 'question', vector: vectorOf(1) })
    const second = { ...first, version: 2, vector: vectorOf(2) }
    const { vector: _, ...third } = { ...second, version: 3 }
    const trace = erased({ ...second, version: 4 })
    const standing = async () => (await store.read([first.key])).get(first.key)
    await store.write(writeNew([first]))
    for (const [from, to] of [
      [first, second],
      [second, third],
      [third, { ...second, version: 4 }],
      [{ ...second, version: 4 }, trace],
    ] as const) {
      expect(await store.write(writeChange({ from, to }))).toEqual(written)
      expect(await standing()).toEqual(to)
    }
    expect(await standing()).not.toHaveProperty('vector')
  })

  test('a vector is named with its message where a put is refused', async () => {
    const { store } = opened()
    const message = live('q-1', { kind: 'question', vector: vectorOf(1) })
    await store.write(writeNew([message]))
    const standing = new Map([[message.key, message]])
    expect(await store.write(writeNew([message]))).toEqual({ is: 'refused', standing })
  })

  test('a tombstone may come first, and a message may take its place over its version', async () => {
    const { store } = opened()
    const message = live('q-1', { version: 2 })
    const trace = { ...erased(message), version: 1 }
    expect(await store.write(writeChange({ to: trace }))).toEqual(written)
    expect(await store.rooms()).toEqual([])
    expect(await store.write(writeChange({ from: trace, to: message }))).toEqual(written)
    expect((await store.list('hall', always, 10)).messages).toEqual([message])
  })

  test('a write of 100 actions is taken whole; one more is invalid and leaves no trace', async () => {
    const { store } = opened()
    const messages = Array.from({ length: 99 }, (_, at) => live(`q-${at}`))
    const tooMany = await store.write(writeNew(messages))
    expect(tooMany).toMatchObject({ is: 'invalid', why: expect.stringContaining('101') })
    expect(await totalOf(store)).toBe(0)
    expect(await store.write(writeNew(messages.slice(0, 98)))).toEqual(written)
    expect(await totalOf(store)).toBe(98)
  })

  test('a key or a counter twice in one write is invalid', async () => {
    const { store } = opened()
    const message = live('q-1')
    expect(await store.write(writeNew([message, message]))).toMatchObject({ is: 'invalid' })
    const add = { window: MINUTE, shard: 0, add: tally({ n: 1 }) }
    expect(await store.write(count(add, add))).toMatchObject({ is: 'invalid' })
    expect(await store.counters('hall', always)).toEqual([])
  })

  test.each([
    ['confidence', { confidence: Number.NaN }],
    ['offence', { offensive: Number.NaN, flagged: false }],
  ])(
    'a write that holds what is no number (%s) is invalid, and the rest of it is not written',
    async (_, fields) => {
      const { store } = opened()
      const result = await store.write(writeNew([live('q-1'), live('q-2', fields)]))
      expect(result).toMatchObject({ is: 'invalid', why: expect.any(String) })
      expect(await store.read([live('q-1').key])).toEqual(new Map())
      expect(await totalOf(store)).toBe(0)
    },
  )

  test('a write of nothing is written', async () => {
    expect(await opened().store.write(count())).toEqual(written)
  })

  test('reading gives what stands, whatever the number of keys, and leaves out the rest', async () => {
    const { store } = opened()
    const messages = Array.from({ length: 230 }, (_, at) => live(`q-${at}`))
    for (let at = 0; at < 230; at += 90) await store.write(writeNew(messages.slice(at, at + 90)))
    const keys = [...messages.map(({ key }) => key), live('unknown').key, messages[0]!.key]
    const found = await store.read(keys)
    expect(found).toEqual(new Map(messages.map(message => [message.key, message])))
    expect(await store.read([])).toEqual(new Map())
  })

  test('what one writes the other reads at once', async () => {
    const { store, other } = opened()
    const message = live('q-1')
    await store.write(writeNew([message]))
    expect((await other.store.read([message.key])).get(message.key)).toEqual(message)
    expect(await totalOf(other.store)).toBe(1)
  })

  test('of many who write the same message at once, one is counted', async () => {
    const { store, other } = opened()
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        insist(at % 2 ? store : other.store, writeNew([live('q-1')], at % 8)),
      ),
    )
    expect(results.filter(({ is }) => is === 'written')).toHaveLength(1)
    expect(results.filter(({ is }) => is === 'refused')).toHaveLength(19)
    expect(await totalOf(store)).toBe(1)
  })

  test('many writers of overlapping chunks count every message once', async () => {
    const { store, other } = opened()
    const writeOne = async (at: number) => {
      const chunk = [at, at + 1, at + 2].map(id => live(`q-${id}`))
      const result = await insist(at % 2 ? store : other.store, writeNew(chunk))
      if (result.is !== 'refused') return
      const rest = chunk.filter(({ key }) => !result.standing.has(key))
      for (const message of rest) await insist(store, writeNew([message]))
    }
    await Promise.all(Array.from({ length: 30 }, (_, at) => writeOne(at)))
    expect(await totalOf(store)).toBe(32)
    expect((await store.list('hall', always, 100)).messages).toHaveLength(32)
  })

  test('expiry forgets messages and tombstones, and no count', async () => {
    const { store, expire } = opened()
    const [old, young, gone] = [live('old'), live('young', { postedAt: T + 60_000 }), live('gone')]
    await store.write(writeNew([old, young, gone]))
    await store.write(writeChange({ from: gone, to: { ...erased(gone), expiresAt: old.expiresAt } }))
    const before = [...(await store.counters('hall')), ...(await store.counters('hall', always))]
    await expire(old.expiresAt * 1000)
    expect([...(await store.read([old.key, young.key, gone.key])).keys()]).toEqual([young.key])
    expect((await store.list('hall', always, 10)).messages).toEqual([young])
    expect([...(await store.counters('hall')), ...(await store.counters('hall', always))]).toEqual(before)
  })
}
