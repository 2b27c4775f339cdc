import { expect, test } from 'vitest'
import { describeEngine } from '../engines/engine.ts'
import { proveKafka } from './kafka/prove-kafka.ts'

describeEngine('kafka', 'consumers of one group on one store', () => {
  test('whatever is killed, started, joins or leaves, and read again from the start, each message is counted once', async () => {
    const steps: string[] = []
    const proof = { seed: 1, messages: 2_000, rate: 250, step: (text: string) => steps.push(text) }
    expect(await proveKafka(proof), steps.join('\n')).toEqual([])
    expect(steps.at(-1)).toMatch(/ 0 counted anew, .* 2,000 counted in 3 rooms, 23 dead letters, drift 0$/)
  }, 300_000)
})
