import type { Admin, Kafka } from 'kafkajs'
import { type About, explainKafka } from './kafka-errors.ts'

/** Work with an administrator's connection; what goes wrong is thrown as a sentence that says what to do. */
export const withAdmin = async <T>(
  kafka: Kafka,
  about: About,
  work: (admin: Admin) => Promise<T>,
): Promise<T> => {
  const admin = kafka.admin({ retry: { retries: 2 } })
  try {
    await admin.connect()
    return await work(admin)
  } catch (cause) {
    throw new Error(explainKafka(cause, about), { cause })
  } finally {
    await admin.disconnect().catch(() => {})
  }
}

/** The partitions of a topic. Throws where the brokers cannot be reached, or do not show it to this user. */
export const partitionsOf = (kafka: Kafka, about: About): Promise<number[]> =>
  withAdmin(kafka, about, async admin => {
    const { topics } = await admin.fetchTopicMetadata({ topics: [about.topic] })
    return (topics[0]?.partitions ?? []).map(({ partitionId }) => partitionId).toSorted((a, b) => a - b)
  })
