import { randomUUID } from 'node:crypto'
import { sharedEngine } from '../../engines/shared.ts'
import { type LocalSqs, localSqs } from './local-sqs.ts'

/** Two queues of one's own in the ElasticMQ that the test files share; they are gone when it is closed. */
export const openElasticMqSqs = async ({ maxReceives }: { maxReceives?: number } = {}): Promise<LocalSqs> => {
  const { port } = await sharedEngine('elasticmq')
  const endpoint = `http://127.0.0.1:${port}`
  const own = randomUUID()
  const urlOf = (name: string) => `${endpoint}/000000000000/${name}-${own}`
  const sqs = localSqs({ endpoint, port, urlOf, close: async () => {} }, maxReceives)
  await sqs.createQueues()
  return {
    ...sqs,
    close: async () => {
      await sqs.deleteQueues().catch(() => {}) // a test may have done it
      await sqs.close()
    },
  }
}
