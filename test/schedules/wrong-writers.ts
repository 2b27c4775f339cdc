/* Ways to write a message and its counts that look right and are not. */
import type { Store } from '../../functions/pipeline/ports.ts'

/** The messages first, then what they count. */
const putThenAdd = (store: Store): Store => ({
  ...store,
  write: async write => {
    const put = await store.write({ ...write, adds: [] })
    return put.is === 'written' ? store.write({ ...write, puts: [] }) : put
  },
})

/** What they count first, then the messages. */
const addThenPut = (store: Store): Store => ({
  ...store,
  write: async write => {
    const added = await store.write({ ...write, puts: [] })
    return added.is === 'written' ? store.write({ ...write, adds: [] }) : added
  },
})

/** Looks at what stands there, and then writes over whatever stands there by then. */
const lookThenWrite = (store: Store): Store => ({
  ...store,
  write: async write => {
    const standing = await store.read(write.puts.map(({ message }) => message.key))
    const unmet = write.puts.filter(({ message, over }) => (standing.get(message.key)?.version ?? 0) !== over)
    if (unmet.length > 0)
      return {
        is: 'refused',
        standing: new Map(unmet.map(({ message: { key } }) => [key, standing.get(key)])),
      }
    const now = await store.read(write.puts.map(({ message }) => message.key))
    const puts = write.puts.map(put => ({ ...put, over: now.get(put.message.key)?.version ?? 0 }))
    return store.write({ ...write, puts })
  },
})

export const wrongWriters = {
  'put-then-add': putThenAdd,
  'add-then-put': addThenPut,
  'look-then-write': lookThenWrite,
}
export type WrongWriter = keyof typeof wrongWriters
