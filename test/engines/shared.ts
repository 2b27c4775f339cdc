import { inject } from 'vitest'
import type { SharedEngine } from './keeper.ts'

/**
 * The engine that all test files of this run share; started if it is not. It belongs to nobody: give tables and queues
 * names that no other file has (randomUUID), and never stop, fill or break it. A test that has to, starts its own.
 */
export const sharedEngine = async (name: SharedEngine): Promise<{ port: number }> => {
  const answer = await fetch(`${inject('engines')}/${name}`, { method: 'POST' })
  if (!answer.ok) throw new Error(`the shared engine did not start: ${await answer.text()}`)
  return (await answer.json()) as { port: number }
}
