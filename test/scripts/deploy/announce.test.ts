import { expect, test } from 'vitest'
import { nextSteps } from '../../../scripts/deploy/after.ts'
import { announcement, created, fixedCosts, type Template } from '../../../scripts/deploy/announce.ts'

const alarm = (watched: number, Condition?: string) => ({
  Type: 'AWS::CloudWatch::Alarm',
  ...(Condition && { Condition }),
  // An alarm of several metrics has one entry more: the expression that makes one number of them.
  Properties: watched === 1 ? {} : { Metrics: Array(watched + 1).fill({}) },
})

const template: Template = {
  Resources: {
    Table: { Type: 'AWS::DynamoDB::Table' },
    IngestLambdaFunction: { Type: 'AWS::Lambda::Function' },
    QueryLambdaFunction: { Type: 'AWS::Lambda::Function' },
    OneAlarm: alarm(1),
    SixAlarm: alarm(6),
    MessagesLagAlarm: alarm(1, 'HasKafka'),
    HttpApiRoute: { Type: 'AWS::ApiGatewayV2::Route' },
  },
}

test('what will be created is counted in words, and what belongs to Kafka only where there is some', () => {
  expect(created(template, false)).toEqual(['2 functions', '1 table', '2 alarms'])
  expect(created(template, true)).toEqual([
    ...['2 functions', '1 table', '3 alarms'],
    'an event source for the Kafka topic',
  ])
})

test('an alarm costs by the metrics that it watches', () => {
  const alarmsOf = (hasKafka: boolean) =>
    fixedCosts(template, hasKafka).find(({ what }) => /^alarms/.test(what))
  expect(alarmsOf(false)).toMatchObject({
    what: expect.stringContaining('7 metrics'),
    monthlyUsd: expect.closeTo(0.7),
  })
  expect(alarmsOf(true)).toMatchObject({
    what: expect.stringContaining('8 metrics'),
    monthlyUsd: expect.closeTo(0.8),
  })
})

test('what table and index keep ready costs by the hour, and nothing on demand', () => {
  const units = (WriteCapacityUnits: number | string, ReadCapacityUnits: number) => ({
    ProvisionedThroughput: { WriteCapacityUnits, ReadCapacityUnits },
  })
  const Properties = { ...units('45', 16), GlobalSecondaryIndexes: [units(15, 5)] }
  const provisioned = { Resources: { Table: { Type: 'AWS::DynamoDB::Table', Properties } } }
  const costsOf = (of: Template) => fixedCosts(of, false).filter(({ what }) => /units|capacity/.test(what))
  expect(costsOf(provisioned)).toMatchObject([
    { what: expect.stringMatching(/^60 write units/), monthlyUsd: expect.closeTo(60 * 730 * 0.00065, 6) },
    { what: expect.stringMatching(/^21 read units/), monthlyUsd: expect.closeTo(21 * 730 * 0.00013, 6) },
    { what: expect.stringMatching(/^16 alarms/), monthlyUsd: expect.closeTo(1.6, 6) },
  ])
  expect(costsOf(template)).toEqual([])
})

test('the sum is that of its lines, and the pollers of Kafka are part of it', () => {
  for (const hasKafka of [false, true]) {
    const sum = fixedCosts(template, hasKafka).reduce((usd, { monthlyUsd }) => usd + monthlyUsd, 0)
    expect(announcement(template, hasKafka).join('\n')).toContain(`About $${sum.toFixed(2)} a month`)
  }
  expect(fixedCosts(template, true).some(({ what }) => what.includes('poller'))).toBe(true)
})

test('what is said at the end names the secret, and does not tell it', () => {
  const outputs = { TokenSecretArn: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:TokenSecret-a1' }
  const said = nextSteps(outputs, 'eu-central-1').join('\n')
  expect(said).toContain(`--secret-id ${outputs.TokenSecretArn}`)
  expect(said).toContain('--region eu-central-1')
})
