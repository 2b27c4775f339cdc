import { z } from 'zod'
import { type KafkaSettings, saslMechanisms } from './adapters/kafka-settings.ts'

const broker = /^[^\s:,]+:\d{1,5}$|^\[[0-9a-fA-F:]+\]:\d{1,5}$/

/** 'b-1:9092, b-2:9092' -> ['b-1:9092', 'b-2:9092'] */
const Brokers = z
  .string()
  .transform(list => list.split(',').map(one => one.trim()))
  .refine(list => list.every(one => broker.test(one)), {
    error: 'is no list of brokers such as b-1.example.org:9092,b-2.example.org:9092',
  })

/** How to reach Kafka. Files are in PEM. */
const Environment = z
  .object({
    ROOMTONE_KAFKA_BROKERS: Brokers.optional(),
    ROOMTONE_KAFKA_SASL: z
      .enum(saslMechanisms, { error: `is none of ${saslMechanisms.join(', ')}` })
      .optional(),
    ROOMTONE_KAFKA_USERNAME: z.string().optional(),
    ROOMTONE_KAFKA_PASSWORD: z.string().optional(),
    ROOMTONE_KAFKA_SSL: z.enum(['yes', 'no'], { error: 'is neither "yes" nor "no"' }).default('no'),
    ROOMTONE_KAFKA_CA: z.string().optional(),
    ROOMTONE_KAFKA_CERT: z.string().optional(),
    ROOMTONE_KAFKA_KEY: z.string().optional(),
  })
  .refine(
    env =>
      !env.ROOMTONE_KAFKA_SASL || (env.ROOMTONE_KAFKA_USERNAME && env.ROOMTONE_KAFKA_PASSWORD !== undefined),
    {
      path: ['ROOMTONE_KAFKA_SASL'],
      error: 'is set: set ROOMTONE_KAFKA_USERNAME and ROOMTONE_KAFKA_PASSWORD, too',
    },
  )
  .refine(env => (env.ROOMTONE_KAFKA_CERT === undefined) === (env.ROOMTONE_KAFKA_KEY === undefined), {
    path: ['ROOMTONE_KAFKA_CERT'],
    error: 'and ROOMTONE_KAFKA_KEY belong together: give both files',
  })

/** Undefined where no brokers are named. Throws an error that names each variable that is wrong. */
export const readKafkaSettings = (env: Record<string, string | undefined>): KafkaSettings | undefined => {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const read = Environment.safeParse(given)
  if (!read.success)
    throw new Error(read.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; '))
  const { data } = read
  if (!data.ROOMTONE_KAFKA_BROKERS) return undefined
  const files = { ca: data.ROOMTONE_KAFKA_CA, cert: data.ROOMTONE_KAFKA_CERT, key: data.ROOMTONE_KAFKA_KEY }
  const isSecure = data.ROOMTONE_KAFKA_SSL === 'yes' || Object.values(files).some(Boolean)
  const [username = '', password = ''] = [data.ROOMTONE_KAFKA_USERNAME, data.ROOMTONE_KAFKA_PASSWORD]
  return {
    brokers: data.ROOMTONE_KAFKA_BROKERS,
    sasl: data.ROOMTONE_KAFKA_SASL && { mechanism: data.ROOMTONE_KAFKA_SASL, username, password },
    ssl: isSecure ? files : undefined,
  }
}
