import { describe, expect, test } from 'vitest'
import { startKeeper } from './keeper.ts'

/** An engine that does nothing, and what became of it. */
const standIn = () => {
  const ends: (() => void)[] = []
  const counts = { started: 0, stopped: 0 }
  const start = async () => {
    counts.started++
    const { promise: ended, resolve } = Promise.withResolvers<void>()
    ends.push(resolve)
    return {
      port: 40_000 + counts.started,
      ended,
      stop: async () => {
        counts.stopped++
        resolve()
      },
    }
  }
  return { start, counts, endFirst: () => ends[0]!() }
}
const ask = async (url: string, name: string) => {
  const answer = await fetch(`${url}/${name}`, { method: 'POST' })
  return answer.ok ? answer.json() : answer.text()
}

describe('the keeper of shared engines', () => {
  test('starts none that nobody asks for, and one however many ask', async () => {
    const [one, other] = [standIn(), standIn()]
    const keeper = await startKeeper({ one: one.start, other: other.start })
    const answers = await Promise.all([1, 2, 3].map(() => ask(keeper.url, 'one')))
    expect(answers).toEqual([{ port: 40_001 }, { port: 40_001 }, { port: 40_001 }])
    await keeper.stop()
    expect([one.counts, other.counts]).toEqual([
      { started: 1, stopped: 1 },
      { started: 0, stopped: 0 },
    ])
  })

  test('starts anew what has ended meanwhile', async () => {
    const { start, endFirst } = standIn()
    const keeper = await startKeeper({ one: start })
    expect(await ask(keeper.url, 'one')).toEqual({ port: 40_001 })
    endFirst()
    expect(await ask(keeper.url, 'one')).toEqual({ port: 40_002 })
    await keeper.stop()
  })

  test('says why one does not start, and tries again for the next who asks', async () => {
    let tries = 0
    const keeper = await startKeeper({ one: () => Promise.reject(new Error(`no memory, try ${++tries}`)) })
    expect(await ask(keeper.url, 'one')).toBe('no memory, try 1')
    expect(await ask(keeper.url, 'one')).toBe('no memory, try 2')
    expect(await ask(keeper.url, 'none')).toBe('there is no engine "none" to share')
    await keeper.stop()
  })
})
