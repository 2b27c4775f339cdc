/*
 * What each parameter of infra/parameters.yml may be, and which of them go together.
 */
import { z } from 'zod'

/** Parameters as they hold for a stage: what was given, else the stage's, else the default. All of them as text. */
export type Parameters = Record<string, string>

/** As osls prints them: { default: { profile: 'live', … }, prod: { protected: 'yes' } } */
export type ParametersByStage = Record<string, Record<string, string | number> | undefined>

/** `given` wins over what the stage has, and that over the default. Mirrors how osls resolves ${param:…}. */
export const parametersOf = (
  byStage: ParametersByStage,
  stage: string,
  given: Parameters = {},
): Parameters => {
  const own = { ...byStage.default, ...byStage[stage], ...given }
  return Object.fromEntries(Object.entries(own).map(([name, value]) => [name, String(value)]))
}

const whole = (least: number, most: number) =>
  z
    .string()
    .regex(/^-?\d+$/, { error: `is no whole number from ${least} to ${most}` })
    .transform(Number)
    .refine(n => n >= least && n <= most, { error: `is no whole number from ${least} to ${most}` })

const one = (...of: [string, ...string[]]) => z.enum(of, { error: `is none of ${of.join(', ')}` })

const arn = (service: string) =>
  z.string().regex(new RegExp(`^$|^arn:[\\w-]+:${service}:[\\w-]+:\\d{12}:.+`), {
    error: `is no ARN of ${service}, such as arn:aws:${service}:eu-central-1:123456789012:…`,
  })

/** Lambda's memory. https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
const memory = whole(128, 10_240)
/** Lambda's longest. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const timeout = whole(1, 900)
/** What an event source may be told. https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html */
const concurrency = whole(2, 1_000)
/** https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html */
const batch = whole(1, 10_000)
const window = whole(0, 300)
/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
const retention = whole(60, 1_209_600)
const many = whole(1, 1_000_000)
/** Units a second of one table, unless AWS has been asked for more. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html */
const units = whole(1, 40_000)
const unitsOf = (part: string) => ({ [`${part}-floor`]: units, [`${part}-ceiling`]: units })
/** What a table and its index keep ready. infra/capacity.yml */
const kept = ['table-write', 'table-read', 'index-write', 'index-read']

/** An origin is a scheme and a host: a path or a slash at its end never matches what a browser sends. */
const origins = z.string().refine(list => list === '*' || list.split(',').every(isOrigin), {
  error:
    'is neither * nor origins with commas, such as https://example.com,https://www.example.com (no path)',
})

const isOrigin = (text: string): boolean => URL.canParse(text) && new URL(text).origin === text

const servers = z.string().regex(/^$|^[\w.-]+:\d+(,[\w.-]+:\d+)*$/, {
  error: 'is no list of servers, such as k-1.example.com:9092,k-2.example.com:9092',
})

/** All that there are; batch, window and alarm-late come from the profile where they are not given. */
export const schemas: Record<string, z.ZodType> = {
  profile: one('live', 'thrifty'),
  ...{ batch, window },
  ...{ 'classify-memory': memory, 'audit-memory': memory, 'api-memory': memory, 'collect-memory': memory },
  'questions-memory': memory,
  ...{ timeout, 'audit-timeout': timeout },
  /** The HTTP API waits for 30 s. https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
  'query-timeout': whole(1, 29),
  visibility: whole(1, 43_200),
  receives: whole(1, 1_000),
  ...{ 'posted-retention': retention, 'given-up-retention': retention },
  ...{ 'classify-concurrency': concurrency, 'collect-concurrency': concurrency },
  shards: whole(1, 64),
  capacity: one('on-demand', 'provisioned'),
  /** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/AutoScaling.html */
  'capacity-use': whole(20, 90),
  ...Object.assign({}, ...kept.map(unitsOf)),
  'keep-texts': one('yes', 'no'),
  origins,
  ...{ 'api-rate': many, 'api-burst': many },
  'log-days': whole(1, 3_653),
  'system-log-level': one('DEBUG', 'INFO', 'WARN'),
  'log-sample': z.string().regex(/^(0(\.\d+)?|1)$/, { error: 'is no share from 0 to 1, such as 0.01' }),
  'alarm-email': z.literal('').or(z.email({ error: 'is no e-mail address' })),
  ...{ 'alarm-waiting': many, 'alarm-late': many, 'alarm-slow': whole(1, 100), 'alarm-lag': many },
  ...{ 'alarm-rejected': whole(0, 1_000_000), 'alarm-vectorless': whole(0, 1_000_000) },
  'alarm-api-errors': whole(0, 1_000_000),
  protected: one('yes', 'no'),
  audit: one('daily', 'off'),
  'kafka-cluster-arn': arn('kafka'),
  'kafka-bootstrap-servers': servers,
  'kafka-topic': z.string().regex(/^[\w.-]{1,249}$/, { error: 'is no name of a topic' }),
  'kafka-secret-arn': arn('secretsmanager'),
  'kafka-secret-key-arn': arn('kms'),
  'kafka-login': one(
    'SASL_SCRAM_512_AUTH',
    'SASL_SCRAM_256_AUTH',
    'BASIC_AUTH',
    'CLIENT_CERTIFICATE_TLS_AUTH',
  ),
  'kafka-subnets': z.string().regex(/^$|^subnet-\w+(,subnet-\w+)*$/, { error: 'is no list of subnets' }),
  'kafka-security-group': z
    .string()
    .regex(/^$|^sg-\w+$/, { error: 'is no security group, such as sg-0a1b2c' }),
  ...{ 'kafka-batch': batch, 'kafka-window': window, 'kafka-pollers': whole(1, 2_000) },
  'kafka-retries': whole(0, 10_000),
}

type Rule = { holds: (of: Parameters) => boolean; otherwise: string }

const given = (of: Parameters, ...names: string[]) => names.some(name => (of[name] ?? '') !== '')
const number = (of: Parameters, name: string) => Number(of[name])

/** What must hold between them. */
const rules: Rule[] = [
  {
    holds: of => number(of, 'batch') <= 10 || number(of, 'window') >= 1,
    otherwise: 'batch is over 10, and SQS fills such batches only in a window: give window=1 as well',
  },
  {
    holds: of => number(of, 'visibility') >= 6 * number(of, 'timeout') + number(of, 'window'),
    otherwise:
      'visibility is under six times the timeout and the window: a message would come again while it is worked on; raise it',
  },
  ...kept.map(part => ({
    holds: (of: Parameters) => number(of, `${part}-floor`) <= number(of, `${part}-ceiling`),
    otherwise: `${part}-floor is over ${part}-ceiling: raise the ceiling, or lower the floor`,
  })),
  {
    holds: of => number(of, 'given-up-retention') > number(of, 'posted-retention'),
    otherwise:
      'given-up-retention is not longer than posted-retention: what is given up late would be deleted at once; raise it',
  },
  {
    holds: of => !given(of, 'kafka-cluster-arn') || !given(of, 'kafka-bootstrap-servers'),
    otherwise: 'kafka-cluster-arn and kafka-bootstrap-servers name two clusters: keep one of them',
  },
  {
    holds: of =>
      given(of, 'kafka-cluster-arn', 'kafka-bootstrap-servers') ||
      !given(of, 'kafka-secret-arn', 'kafka-subnets', 'kafka-security-group'),
    otherwise:
      'a secret, subnets or a security group of Kafka are given, but no cluster: give kafka-cluster-arn (MSK) or kafka-bootstrap-servers',
  },
  {
    holds: of =>
      !given(of, 'kafka-bootstrap-servers') ||
      given(of, 'kafka-subnets') === given(of, 'kafka-security-group'),
    otherwise: 'kafka-subnets and kafka-security-group only work together: give both, or neither',
  },
  {
    holds: of => !given(of, 'kafka-subnets') || of['kafka-subnets']?.split(',').length === 2,
    otherwise:
      'kafka-subnets names one subnet or many, and the event source takes two: give two with a comma',
  },
  {
    holds: of => !given(of, 'kafka-subnets') || !given(of, 'kafka-cluster-arn'),
    otherwise: 'kafka-subnets is for a cluster of your own: MSK knows its subnets; leave it out',
  },
  {
    holds: of => !given(of, 'kafka-secret-key-arn') || given(of, 'kafka-secret-arn'),
    otherwise: 'kafka-secret-key-arn is the key of a secret that is not named: give kafka-secret-arn',
  },
  {
    holds: of =>
      !given(of, 'kafka-cluster-arn') ||
      !given(of, 'kafka-secret-arn') ||
      /^(SASL_SCRAM_512|CLIENT_CERTIFICATE_TLS)_AUTH$/.test(of['kafka-login'] ?? ''),
    otherwise: 'kafka-login: MSK knows SASL_SCRAM_512_AUTH and CLIENT_CERTIFICATE_TLS_AUTH; give one of them',
  },
]

/** What is wrong with them, each with its cure: ['parameter shards: "many" is no whole number from 1 to 64'] */
export const faultsOf = (parameters: Parameters): string[] => {
  const single = Object.entries(parameters).flatMap(([name, value]) => faultOf(name, value))
  if (single.length > 0) return single
  return rules.filter(({ holds }) => !holds(parameters)).map(({ otherwise }) => `parameter ${otherwise}`)
}

const faultOf = (name: string, value: string): string[] => {
  const schema = Object.hasOwn(schemas, name) ? schemas[name] : undefined
  if (!schema) return [`there is no parameter "${name}": infra/parameters.yml has them all`]
  const read = schema.safeParse(value)
  return read.success ? [] : [`parameter ${name}: "${value}" ${read.error.issues[0]!.message}`]
}
