/** What a cost is asked for. */
export type Plan = {
  /** Messages a second, around the clock. */
  ratePerSecond: number
  /** Characters of a text, and rooms that messages are spread over evenly. */
  length: number
  rooms: number
  /** Of the messages, which part asks something and so has a vector; 0 where no model makes vectors. */
  questions: number
  /** Pages that are open around the clock. */
  viewers: number
  /** Panels of questions that are open around the clock, each beside a page. */
  hosts: number
  source: Source
  profile: ProfileName
  model: ModelName
  memoryMb: number
  region: Region
  capacity: Capacity
  /** Messages a batch, where it is known. */
  fill?: number | undefined
  /** How long a batch is gathered, where it is not as the profile has it. */
  windowSeconds?: number | undefined
}

export const sources = ['sqs', 'kafka', 'http'] as const
export type Source = (typeof sources)[number]
export const models = ['sentiment', 'sentiment-small', 'nano'] as const
export type ModelName = (typeof models)[number]
export const regions = ['us-east-1', 'eu-west-1'] as const
export type Region = (typeof regions)[number]
/** How DynamoDB bills writes: by the write, or by the hour of what is kept ready. */
export const capacities = ['on-demand', 'provisioned'] as const
export type Capacity = (typeof capacities)[number]

/** How Lambda takes messages from a queue or topic: so many, or what has come in that time. infra/parameters.yml says why. */
export type Profile = { batchSize: number; windowSeconds: number }

export const profiles = {
  live: { batchSize: 10, windowSeconds: 0 },
  thrifty: { batchSize: 100, windowSeconds: 5 },
} as const satisfies Record<string, Profile>
export type ProfileName = keyof typeof profiles
export const profileNames = Object.keys(profiles) as ProfileName[]

/** infra/kafka.yml says why. */
const KAFKA: Profile = { batchSize: 100, windowSeconds: 0 }

/** Without a window, SQS gives no more at once. https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-parameters.html */
const MOST_WITHOUT_WINDOW = 10

export const batchingOf = (plan: Pick<Plan, 'source' | 'profile' | 'windowSeconds'>): Profile => {
  const usually = plan.source === 'kafka' ? KAFKA : profiles[plan.profile]
  const { windowSeconds = usually.windowSeconds } = plan
  const most = plan.source !== 'kafka' && windowSeconds === 0 ? MOST_WITHOUT_WINDOW : Number.POSITIVE_INFINITY
  return { windowSeconds, batchSize: Math.min(usually.batchSize, most) }
}

export const HOURS_PER_MONTH = 730
export const SECONDS_PER_MONTH = HOURS_PER_MONTH * 3600

export const usual: Omit<Plan, 'ratePerSecond'> = {
  length: 80,
  rooms: 3,
  questions: 0.25,
  viewers: 0,
  hosts: 0,
  source: 'sqs',
  profile: 'live',
  model: 'sentiment',
  memoryMb: 1024,
  region: 'us-east-1',
  capacity: 'on-demand',
}
