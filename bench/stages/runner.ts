/* One stage in Node, bundled as a function of Lambda is: labels message after message, and says how long each took. */
import { readFileSync } from 'node:fs'
import { loadClassifier } from '../../functions/adapters/model-folder.ts'
import { baseline, type Label } from '../latency/baseline.ts'
import type { Done, Task } from './protocol.ts'

const { networks, isOurs, vocabulary, texts, atLeastMs }: Task = JSON.parse(process.argv[2]!)
const messages = readFileSync(texts, 'utf8').trimEnd().split('\n')

const labels: Label[] = []
for (const network of networks)
  labels.push(isOurs ? (await loadClassifier(network)).classify : await baseline(network, vocabulary))

const label = async (message: string): Promise<number> => {
  const startedMs = performance.now()
  for (const ask of labels) await ask([message])
  return performance.now() - startedMs
}

await label(messages[0]!)
console.log('ready')
const callsMs: number[] = []
const startedMs = performance.now()
for (let at = 0; performance.now() - startedMs < atLeastMs; at++)
  callsMs.push(await label(messages[at % messages.length]!))
console.log(JSON.stringify({ callsMs, rssMb: process.memoryUsage.rss() / 1e6 } satisfies Done))
