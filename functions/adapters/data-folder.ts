import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { SQLITE, sqliteCode } from './sqlite-schema.ts'

export type FolderLock = { release(): void }

/** Kept here, because a connection that nothing refers to is collected, and its lock goes with it. */
const held = new Set<DatabaseSync>()

/**
 * Claim a data folder, made where there is none, until `release` or the end of the process. Throws where another
 * process has it. The lock is the operating system's (held through an SQLite file of its own), so it goes with the
 * process however that ends: a SIGKILL leaves nothing to clean up.
 */
export const lockDataFolder = (folder: string): FolderLock => {
  let db: DatabaseSync | undefined
  try {
    mkdirSync(folder, { recursive: true })
    db = new DatabaseSync(join(folder, 'lock'), { timeout: 0 })
    db.exec('BEGIN EXCLUSIVE')
    writeFileSync(pidFile(folder), String(process.pid))
    held.add(db)
  } catch (cause) {
    db?.close()
    throw new Error(explain(cause, folder), { cause })
  }
  return {
    release: () => {
      if (!db || !held.delete(db)) return
      rmSync(pidFile(folder), { force: true })
      db.close()
    },
  }
}

/** Who holds the lock, for people; read only while the lock is held, so it matters not if a killed process left it. */
const pidFile = (folder: string) => join(folder, 'pid')

const explain = (cause: unknown, folder: string): string => {
  if (sqliteCode(cause) === SQLITE.BUSY)
    return `data folder ${folder} is in use by ${holderOf(folder)}: stop it, or choose another with --data DIR`
  return `cannot use data folder ${folder} (${(cause as Error).message}): it has to be a folder that can be written to; choose another with --data DIR`
}

const holderOf = (folder: string): string => {
  try {
    return `process ${readFileSync(pidFile(folder), 'utf8')}`
  } catch {
    return 'another process'
  }
}
