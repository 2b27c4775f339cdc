import type { Write } from '../pipeline/ports.ts'
import { actionsIn, MAX_TRANSACTION_ACTIONS } from '../pipeline/write.ts'

/**
 * Why a write cannot be one transaction; undefined: it can. DynamoDB would refuse the whole of it, and its local
 * version takes a key that stands twice for a duplicate: so both stores ask here first.
 */
export const faultOf = (write: Write): string | undefined => {
  if (actionsIn(write) > MAX_TRANSACTION_ACTIONS)
    return `${actionsIn(write)} actions in one write; at most ${MAX_TRANSACTION_ACTIONS}`
  const keys = new Set(write.puts.map(({ message }) => message.key))
  if (keys.size < write.puts.length) return 'a message stands twice in one write'
  const counters = new Set(write.adds.map(({ window, shard }) => `${window}/${shard}`))
  return counters.size < write.adds.length ? 'a counter stands twice in one write' : undefined
}
