import { join } from 'node:path'
import { requireEngine } from './engine.ts'
import { freePort, QUICK_JAVA, startProgram } from './engine-process.ts'

export type ElasticMq = { port: number; ended: Promise<void>; stop(): Promise<void> }

/** ElasticMQ in memory, on a free port of its own. It ends with `stop`, or with this process. */
export const startElasticMq = async (): Promise<ElasticMq> => {
  const jars = requireEngine('elasticmq')
  const port = await freePort()
  const { ended, stop } = await startProgram({
    name: 'ElasticMQ',
    command: [
      ...['java', ...QUICK_JAVA, `-Dconfig.file=${join(import.meta.dirname, 'elasticmq/elasticmq.conf')}`],
      ...[`-Dnode-address.port=${port}`, `-Drest-sqs.bind-port=${port}`],
      ...['-cp', join(jars, '*'), 'org.elasticmq.server.Main'],
    ],
    port,
    answers: async () => (await fetch(`http://127.0.0.1:${port}/health`)).ok,
  })
  return { port, ended, stop }
}
