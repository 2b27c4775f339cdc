import type { DatabaseSync } from 'node:sqlite'
import { type Fauxqs, type Store, writers } from './fauxqs.ts'

/**
 * Write what the queue does to a file. All that a request writes is one transaction, committed before its answer is
 * sent. What was in the hands of a consumer when the file was last open is ready again: that consumer is gone.
 */
export const keepQueues = ({ PersistenceManager }: Fauxqs, store: Store, folder: string) => {
  const file = new PersistenceManager(folder)
  const { db } = file
  const release = 'UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL'
  db.exec(release)
  const releaseOne = db.prepare(`${release} WHERE message_id = ?`)
  // fauxqs 2.4.1 would set the receive count to null here, which its own table refuses.
  file.updateMessageReady = messageId => void releaseOne.run(messageId as string)
  const { begin, commit, committed } = transactions(db)
  for (const name of writers) {
    const write = file[name].bind(file)
    file[name] = (...given) => {
      begin(name === 'insertMessage' && isNew(given[1]) ? 'FULL' : 'NORMAL')
      write(...given)
    }
  }
  file.loadSqsQueues(store)
  store.persistence = file
  for (const queue of store.allQueues()) queue.persistence = file
  const close = () => {
    commit()
    file.close()
  }
  return { committed, close }
}

/** Sent just now, not moved to the dead letters, which is one transaction with its removal from where it was. */
const isNew = (message: unknown) =>
  (message as { approximateReceiveCount: number }).approximateReceiveCount === 0

/**
 * What was sent is synced to the disk (FULL) and outlives a power cut. That it was received or deleted (NORMAL) may
 * be forgotten in one, and then the message comes again: at a third of the cost.
 */
const transactions = (db: DatabaseSync) => {
  let open: 'FULL' | 'NORMAL' | undefined
  let committing: Promise<void> | undefined
  const commit = () => {
    if (!open) return
    open = undefined
    try {
      db.exec('COMMIT')
    } catch (error) {
      db.exec('ROLLBACK')
      throw error
    }
  }
  return {
    commit,
    begin: (synchronous: 'FULL' | 'NORMAL') => {
      if (open === 'FULL' || open === synchronous) return
      commit()
      db.exec(`PRAGMA synchronous = ${synchronous}; BEGIN`)
      open = synchronous
    },
    /** Resolves when all that was written up to now is committed; requests that come together share one commit. */
    committed: async () => {
      if (!open) return
      committing ??= new Promise<void>(resolve => setImmediate(resolve)).then(() => {
        committing = undefined
        commit()
      })
      await committing
    },
  }
}
