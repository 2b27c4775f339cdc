/*
 * One consumer in a process of its own, so that it can be killed. All but the lock on the data folder is as in
 * `roomtone consume kafka`: several of these share one SQLite store, which is harder on it than anything that users do.
 *
 *   node consumer.ts BROKERS TOPIC GROUP STORE MODEL
 *
 * It says on stdout, a line of JSON each, what it owns and what became of what it read.
 */
import { endSoon, untilInterrupted } from '../../../cli/interrupt.ts'
import { runKafkaConsumer } from '../../../functions/hosts/kafka-consumer.ts'

const [brokers = '', topic = '', group = '', ROOMTONE_STORE = '', ROOMTONE_MODEL = ''] = process.argv.slice(2)
const tell = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`)

await runKafkaConsumer({
  kafka: { brokers: brokers.split(',') },
  topic,
  group,
  env: { ROOMTONE_STORE, ROOMTONE_MODEL },
  signal: untilInterrupted(),
  ready: () => tell({ is: 'ready' }),
  assigned: partitions => tell({ is: 'owns', partitions }),
  observeOutcomes: counts => tell({ is: 'counts', counts }),
  log: line => process.stderr.write(`${line}\n`),
})
endSoon()
