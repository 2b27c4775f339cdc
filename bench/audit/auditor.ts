/* node bench/audit/auditor.ts FOLDER ROOM: audit a room of an SQLite store; a line of JSON says what was found. */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { openSqliteStore } from '../../functions/adapters/sqlite-store.ts'
import { auditRoom } from '../../functions/pipeline/audit.ts'
import { clock } from '../../functions/wire.ts'

const [folder = '', room = ''] = process.argv.slice(2)
const { store, close } = openSqliteStore(folder)
const delay = monitorEventLoopDelay({ resolution: 1 })
delay.enable()
const report = await auditRoom({ store, clock }, room, { repair: false, deadlineMs: clock.now() + 600_000 })
delay.disable()
close()
console.log(JSON.stringify({ ...report, blockedMs: delay.max / 1e6 }))
