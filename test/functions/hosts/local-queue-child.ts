/** A local queue in a process of its own, to be killed: its arguments are the folder and how often it gives out. */
import { startLocalQueue } from '../../../functions/hosts/local-queue.ts'

const [folder, maxReceives] = process.argv.slice(2)
const queue = await startLocalQueue({ port: 0, folder: folder!, maxReceives: Number(maxReceives) })
console.log(JSON.stringify({ endpoint: queue.endpoint, port: queue.port }))
