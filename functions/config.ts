import { z } from 'zod'
import { readKafkaSettings } from './kafka-config.ts'

/** Where messages and counts are kept. 'sqlite:.roomtone' -> { kind: 'sqlite', at: '.roomtone' } */
const StoreName = z
  .string({ error: 'is not set: give sqlite:DIR or dynamodb:TABLE' })
  .regex(/^(sqlite|dynamodb):./, { error: 'is neither sqlite:DIR nor dynamodb:TABLE' })
  .transform(name => ({
    kind: name.split(':', 1)[0] as 'sqlite' | 'dynamodb',
    at: name.replace(/^\w+:/, ''),
  }))

const QueueUrl = z.url({
  protocol: /^https?$/,
  error: 'is no URL of a queue, such as https://sqs.eu-west-1.amazonaws.com/123456789012/posted',
})

/** HS256 wants a key as long as its hash. https://www.rfc-editor.org/rfc/rfc7518#section-3.2 */
const MIN_SECRET_CHARACTERS = 32

const ShardCount = z.coerce.number().int().min(1).max(64)
const Share = z.coerce.number().min(0).max(1)

/** The environment of a handler: every variable that is read stands here. */
const Variables = z.object({
  ROOMTONE_STORE: StoreName,
  ROOMTONE_MODEL: z.string().default('models/sentiment'),
  /** Labels beside ROOMTONE_MODEL, and counts nothing. */
  ROOMTONE_SHADOW_MODEL: z.string().optional(),
  /** Compares questions; "no": none does. */
  ROOMTONE_SIMILARITY_MODEL: z.string().optional(),
  ROOMTONE_QUEUE_URL: QueueUrl.optional(),
  ROOMTONE_DEAD_LETTER_QUEUE_URL: QueueUrl.optional(),
  ROOMTONE_TOKEN_SECRET: z
    .string()
    .min(MIN_SECRET_CHARACTERS, {
      error: `is shorter than ${MIN_SECRET_CHARACTERS} characters: make one with "openssl rand -hex 32"`,
    })
    .optional(),
  /** Where it is in Secrets Manager instead. */
  ROOMTONE_TOKEN_SECRET_ARN: z.string().optional(),
  ROOMTONE_SHARDS: z
    .string()
    .default('8')
    .refine(count => ShardCount.safeParse(count).success, { error: 'is not a whole number from 1 to 64' })
    .transform(Number),
  ROOMTONE_KEEP_TEXTS: z.enum(['yes', 'no'], { error: 'is neither "yes" nor "no"' }).default('yes'),
  /** Lambda sets it: the folder that the package was unpacked into. */
  LAMBDA_TASK_ROOT: z.string().optional(),
  /** Share of batches of which a line tells what became of them. */
  ROOMTONE_LOG_SAMPLE: z
    .string()
    .default('0.01')
    .refine(share => Share.safeParse(share).success, { error: 'is not a share from 0 to 1, such as 0.01' })
    .transform(Number),
  /** Under which name lines of metrics are written where there is no Lambda, which gives a function its name. */
  ROOMTONE_METRICS: z.string().optional(),
  AWS_LAMBDA_FUNCTION_NAME: z.string().optional(),
  // The AWS SDK reads these by itself.
  AWS_ENDPOINT_URL: z.string().optional(),
  AWS_ENDPOINT_URL_SQS: z.string().optional(),
})

const Environment = Variables.refine(
  env => env.ROOMTONE_TOKEN_SECRET === undefined || env.ROOMTONE_TOKEN_SECRET_ARN === undefined,
  {
    path: ['ROOMTONE_TOKEN_SECRET'],
    error: 'is set, and ROOMTONE_TOKEN_SECRET_ARN too: leave out the one that is not meant',
  },
)

/** What compares questions, and whether somebody named it: the folder by default need not be there. 'no' -> undefined */
export const similarityOf = (named: string | undefined): { folder: string; isNamed: boolean } | undefined =>
  named === 'no' ? undefined : { folder: named || 'models/similarity', isNamed: Boolean(named) }

export type Config = ReturnType<typeof readConfig>

/**
 * Read what a handler is told by its environment. Throws an error that names each variable that is wrong, and what
 * to give instead. An empty variable is one that is not set, as CloudFormation has no other way to say it.
 */
export const readConfig = (env: Record<string, string | undefined>) => {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const read = Environment.safeParse(given)
  if (!read.success)
    throw new Error(read.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; '))
  const { data } = read
  return {
    store: data.ROOMTONE_STORE,
    modelFolder: data.ROOMTONE_MODEL,
    shadowFolder: data.ROOMTONE_SHADOW_MODEL,
    similarity: similarityOf(data.ROOMTONE_SIMILARITY_MODEL),
    /** It runs from a package of scripts/package.ts, in Lambda or an emulation of it. */
    isPackaged: data.LAMBDA_TASK_ROOT !== undefined,
    queueUrl: data.ROOMTONE_QUEUE_URL,
    deadLetterQueueUrl: data.ROOMTONE_DEAD_LETTER_QUEUE_URL,
    tokenSecret: data.ROOMTONE_TOKEN_SECRET,
    tokenSecretArn: data.ROOMTONE_TOKEN_SECRET_ARN,
    shards: data.ROOMTONE_SHARDS,
    keepTexts: data.ROOMTONE_KEEP_TEXTS === 'yes',
    logSample: data.ROOMTONE_LOG_SAMPLE,
    /** Lambda's name of this function; where it is known, the log is JSON. */
    functionName: data.AWS_LAMBDA_FUNCTION_NAME,
    /** What metrics are of; undefined: none are written. */
    metricsOf: data.ROOMTONE_METRICS ?? data.AWS_LAMBDA_FUNCTION_NAME,
    /** Where dead letters of Kafka are posted again; undefined where no brokers are named. */
    kafka: readKafkaSettings(env),
    /** SQS is somewhere else than its queues' URLs say. */
    hasEndpoint: (data.AWS_ENDPOINT_URL_SQS ?? data.AWS_ENDPOINT_URL) !== undefined,
  }
}
