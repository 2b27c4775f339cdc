/*
 * What a packaged template will create, and what it costs a month while nobody posts, at the list prices of us-east-1.
 * What messages cost is told by `npx roomtone cost`.
 */
import { SCALING_ALARMS } from '../../cli/cost/capacity.ts'
import { PRICED_IN, type PriceName, usdOf } from '../../cli/cost/price.ts'
import { plural } from '../../cli/terminal.ts'

type Kept = {
  ProvisionedThroughput?: { WriteCapacityUnits: number | string; ReadCapacityUnits: number | string }
}

export type Template = {
  Resources: Record<
    string,
    {
      Type: string
      Condition?: string
      Properties?: { Metrics?: unknown[]; GlobalSecondaryIndexes?: Kept[] } & Kept
    }
  >
}

/** Type -> what a person calls it. What is not here is part of one of them. */
const names: Record<string, [one: string, many: string]> = {
  'AWS::Lambda::Function': ['function', 'functions'],
  'AWS::DynamoDB::Table': ['table', 'tables'],
  'AWS::SQS::Queue': ['queue', 'queues'],
  'AWS::ApiGatewayV2::Api': ['HTTP API', 'HTTP APIs'],
  'AWS::SecretsManager::Secret': ['secret', 'secrets'],
  'AWS::IAM::Role': ['role', 'roles'],
  'AWS::Logs::LogGroup': ['log group', 'log groups'],
  'AWS::CloudWatch::Alarm': ['alarm', 'alarms'],
  'AWS::CloudWatch::Dashboard': ['dashboard', 'dashboards'],
  'AWS::SNS::Topic': ['topic for alarms', 'topics for alarms'],
  'AWS::Events::Rule': ['schedule', 'schedules'],
  'AWS::S3::Bucket': ['bucket for the code', 'buckets for the code'],
}

const resourcesOf = ({ Resources }: Template, hasKafka: boolean) =>
  Object.values(Resources).filter(({ Condition }) => hasKafka || !Condition?.startsWith('HasKafka'))

/** ['6 functions', '1 table', …] */
export const created = (template: Template, hasKafka: boolean): string[] => {
  const types = resourcesOf(template, hasKafka).map(({ Type }) => Type)
  const counted = Object.entries(names).map(([type, [one, many]]) => {
    const count = types.filter(found => found === type).length
    return count === 0 ? [] : plural(count, one, many)
  })
  return [...counted.flat(), ...(hasKafka ? ['an event source for the Kafka topic'] : [])]
}

export type FixedCost = { what: string; monthlyUsd: number }

/** A poller unit is paid for from when the source is there, and so is what a table keeps ready. */
const HOURS_A_MONTH = 730

const monthly = (what: string, quantity: number, price: PriceName): FixedCost => ({
  what,
  monthlyUsd: usdOf({ quantity, price }, 'us-east-1'),
})

export const fixedCosts = (template: Template, hasKafka: boolean): FixedCost[] => {
  const resources = resourcesOf(template, hasKafka)
  const watched = resources
    .filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm')
    .reduce((sum, { Properties }) => sum + Math.max(1, (Properties?.Metrics?.length ?? 2) - 1), 0)
  return [
    monthly('the secret that signs tokens', 1, 'secretMonth'),
    monthly(`alarms on ${watched} metrics (10 are free in an account)`, watched, 'alarmMonth'),
    monthly('the dashboard (3 are free in an account)', 1, 'dashboardMonth'),
    ...capacityCosts(template),
    ...(hasKafka ? [monthly('a poller unit of the Kafka topic', HOURS_A_MONTH, 'kafkaPollerHour')] : []),
  ]
}

/** What tables and their indexes keep ready at least; nothing on demand. */
const capacityCosts = ({ Resources }: Template): FixedCost[] => {
  const kept = Object.values(Resources)
    .flatMap(({ Properties = {} }) => [Properties, ...(Properties.GlobalSecondaryIndexes ?? [])])
    .flatMap(({ ProvisionedThroughput }) => ProvisionedThroughput ?? [])
  if (kept.length === 0) return []
  const write = kept.reduce((sum, { WriteCapacityUnits }) => sum + Number(WriteCapacityUnits), 0)
  const read = kept.reduce((sum, { ReadCapacityUnits }) => sum + Number(ReadCapacityUnits), 0)
  const at = 'a second that table and index keep ready at least'
  return [
    monthly(`${write} write units ${at}`, write * HOURS_A_MONTH, 'writeCapacityHour'),
    monthly(`${read} read units ${at}`, read * HOURS_A_MONTH, 'readCapacityHour'),
    monthly(`${SCALING_ALARMS} alarms by which capacity follows`, SCALING_ALARMS, 'alarmMonth'),
  ]
}

/** Lines for the terminal. */
export const announcement = (template: Template, hasKafka: boolean): string[] => {
  const costs = fixedCosts(template, hasKafka)
  const sum = costs.reduce((usd, { monthlyUsd }) => usd + monthlyUsd, 0)
  return [
    `  ${created(template, hasKafka).join(', ')}`,
    '',
    `About $${sum.toFixed(2)} a month while nobody posts (list prices of us-east-1, ${PRICED_IN}):`,
    ...costs.map(({ what, monthlyUsd }) => `  $${monthlyUsd.toFixed(2).padStart(6)}  ${what}`),
    '  Messages, viewers, logs and metrics are paid for as they come: npx roomtone cost --rate 10/s',
  ]
}
