import type { Tally } from '../../schemas/mood.ts'
import { minus, nothing, plus, tallyOf } from './mood.ts'
import type { CounterAdd, StoredMessage, Window, Write } from './ports.ts'

/** Actions in one TransactWriteItems call. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
export const MAX_TRANSACTION_ACTIONS = 100

/** One message item taking the place of another, or of none. */
export type Change = { from?: StoredMessage | undefined; to: StoredMessage }

/**
 * The one write that changes messages and their counts together: what `from` was counted as is taken back, what
 * `to` counts as is added, in its minute and in the room's total. This is where exactly once comes from; nothing
 * else in the code moves a counter, but for the audit's repair. What comes to nothing is added all the same: the rev
 * of every counter that it touches must rise, or an audit would not see that messages have moved meanwhile.
 */
export const writeOf = (room: string, changes: readonly Change[], shard: number, atMs: number): Write => ({
  room,
  puts: changes.map(({ from, to }) => ({ message: to, over: from?.version ?? 0 })),
  adds: addsOf(changes, shard),
  atMs,
})

const addsOf = (changes: readonly Change[], shard: number): CounterAdd[] => {
  const adds = new Map<Window, Tally>()
  const move = (message: StoredMessage | undefined, how: typeof plus) => {
    if (message?.is !== 'live') return
    for (const window of [message.minute, 'total'] as const)
      adds.set(window, how(adds.get(window) ?? nothing, tallyOf(message)))
  }
  for (const { from, to } of changes) {
    move(from, minus)
    move(to, plus)
  }
  return [...adds].map(([window, add]) => ({ window, shard, add }))
}

export const actionsIn = ({ puts, adds }: Write): number => puts.length + adds.length
