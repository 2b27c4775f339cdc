/*
 * What a packaged template will create, and what it costs a month while nobody posts. Rough, at the list prices of
 * us-east-1 in November 2026; what messages cost is told by `npx roomtone cost`.
 */
import { plural } from '../../cli/terminal.ts'

export type Template = {
  Resources: Record<string, { Type: string; Condition?: string; Properties?: { Metrics?: unknown[] } }>
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

/** $ a month. https://aws.amazon.com/secrets-manager/pricing/ and https://aws.amazon.com/cloudwatch/pricing/ */
const SECRET_USD = 0.4
const ALARM_METRIC_USD = 0.1
const DASHBOARD_USD = 3

export type FixedCost = { what: string; monthlyUsd: number }

export const fixedCosts = (template: Template, hasKafka: boolean): FixedCost[] => {
  const resources = resourcesOf(template, hasKafka)
  const watched = resources
    .filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm')
    .reduce((sum, { Properties }) => sum + Math.max(1, (Properties?.Metrics?.length ?? 2) - 1), 0)
  return [
    { what: 'the secret that signs tokens', monthlyUsd: SECRET_USD },
    {
      what: `alarms on ${watched} metrics (10 are free in an account)`,
      monthlyUsd: watched * ALARM_METRIC_USD,
    },
    { what: 'the dashboard (3 are free in an account)', monthlyUsd: DASHBOARD_USD },
  ]
}

/** Lines for the terminal. */
export const announcement = (template: Template, hasKafka: boolean): string[] => {
  const costs = fixedCosts(template, hasKafka)
  const sum = costs.reduce((usd, { monthlyUsd }) => usd + monthlyUsd, 0)
  return [
    `  ${created(template, hasKafka).join(', ')}`,
    '',
    `About $${sum.toFixed(2)} a month while nobody posts:`,
    ...costs.map(({ what, monthlyUsd }) => `  $${monthlyUsd.toFixed(2).padStart(5)}  ${what}`),
    ...(hasKafka
      ? ['  and the pollers of the Kafka topic, by the hour: https://aws.amazon.com/lambda/pricing/']
      : []),
    '  Messages, viewers, logs and metrics are paid for as they come.',
  ]
}
