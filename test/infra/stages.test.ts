import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { functionNames } from '../../scripts/bundle.ts'
import { ofType, packageTemplate, referred, type Template } from './template.ts'

/* What a stage and a profile make of the stack: every number that infra/parameters.yml names. */
const folder = mkdtempSync(path.join(tmpdir(), 'roomtone-stages-'))
const options: Record<string, string[]> = {
  dev: [],
  prod: ['--stage', 'prod'],
  thrifty: ['--param', 'profile=thrifty', '--param', 'classify-memory=1769'],
  steady: [
    '--param',
    'profile=thrifty',
    '--param',
    'capacity=provisioned',
    '--param',
    'table-write-floor=86',
  ],
  chosen: [
    ...['--stage', 'fair', '--param', 'protected=yes', '--param', 'batch=7', '--param', 'alarm-waiting=300'],
    ...['--param', 'alarm-email=night@example.com', '--param', 'api-rate=50', '--param', 'shards=16'],
    ...['--param', 'origins=https://example.com,https://www.example.com', '--param', 'log-days=30'],
  ],
}
let templates: Record<string, Template>

beforeAll(async () => {
  const made = Object.entries(options).map(
    async ([name, given]) => [name, await packageTemplate(path.join(folder, name), given)] as const,
  )
  templates = Object.fromEntries(await Promise.all(made))
}, 240_000)
afterAll(() => rmSync(folder, { recursive: true }))

const propertiesOf = (stage: string, id: string) => templates[stage]!.Resources[id]!.Properties
const queueSource = (stage: string) => propertiesOf(stage, 'ClassifyDashsqsEventSourceMappingSQSPostedQueue')

describe('a profile', () => {
  test.each([
    ['live, the default, waits for no batch to fill', 'dev', 10, 0],
    ['live is what a production stage takes, too', 'prod', 10, 0],
    ['thrifty fills batches for five seconds', 'thrifty', 100, 5],
    ['gives way to a single number', 'chosen', 7, 0],
  ])('%s', (_, stage, size, windowS) => {
    expect(queueSource(stage)).toMatchObject({
      ScalingConfig: { MaximumConcurrency: 20 },
      MaximumBatchingWindowInSeconds: windowS,
    })
    expect(Number(queueSource(stage).BatchSize)).toBe(size)
  })

  test('tells how late labels may be before an alarm rings, by how long it waits', () => {
    expect(propertiesOf('dev', 'LabelsLateAlarm').Threshold).toBe(5_000)
    expect(propertiesOf('thrifty', 'LabelsLateAlarm').Threshold).toBe(10_000)
  })

  test('of more than ten messages has the window that SQS wants', () => {
    for (const stage of Object.keys(options)) {
      const { BatchSize, MaximumBatchingWindowInSeconds } = queueSource(stage)
      expect(Number(BatchSize) <= 10 || MaximumBatchingWindowInSeconds >= 1, stage).toBe(true)
    }
  })
})

describe('a stage', () => {
  test.each([
    ['dev', 'Delete', false],
    ['prod', 'Retain', true],
    ['chosen', 'Retain', true],
  ])('%s: its table is kept or goes as the stage is protected or not', (stage, kept, refuses) => {
    const table = templates[stage]!.Resources.Table!
    expect(table).toMatchObject({ DeletionPolicy: kept, UpdateReplacePolicy: 'Retain' })
    expect(table.Properties).toMatchObject({
      DeletionProtectionEnabled: refuses,
      BillingMode: 'PAY_PER_REQUEST',
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    })
  })

  test('names what it has after itself, so that two stand beside each other', () => {
    for (const [stage, name] of Object.entries({ dev: 'dev', prod: 'prod', chosen: 'fair' })) {
      const names = ofType(templates[stage]!, 'AWS::Lambda::Function').map(
        ([, { Properties }]) => Properties.FunctionName,
      )
      expect(names.toSorted()).toEqual(functionNames.map(of => `roomtone-${name}-${of}`).toSorted())
      expect(propertiesOf(stage, 'Dashboard').DashboardName).toBe(`roomtone-${name}`)
    }
  })

  test('takes every number that is given to it', () => {
    expect(propertiesOf('thrifty', 'ClassifyDashsqsLambdaFunction').MemorySize).toBe(1769)
    expect(propertiesOf('chosen', 'IngestLogGroup').RetentionInDays).toBe(30)
    const { ROOMTONE_SHARDS, ROOMTONE_LOG_SAMPLE } = propertiesOf('chosen', 'QueryLambdaFunction').Environment
      .Variables
    expect([ROOMTONE_SHARDS, ROOMTONE_LOG_SAMPLE]).toEqual(['16', '0.01'])
    expect(propertiesOf('chosen', 'MessagesWaitingAlarm').Threshold).toBe('300')
    expect(propertiesOf('chosen', 'HttpApi').CorsConfiguration.AllowOrigins).toEqual({
      'Fn::Split': [',', 'https://example.com,https://www.example.com'],
    })
    expect(propertiesOf('chosen', 'HttpApiStage').DefaultRouteSettings).toMatchObject({
      ThrottlingRateLimit: '50',
      ThrottlingBurstLimit: 1000,
    })
    expect(templates.chosen!.Parameters.AlarmEmail!.Default).toBe('night@example.com')
  })
})

describe('capacity', () => {
  const scaling = (stage: string) =>
    Object.entries(templates[stage]!.Resources).filter(([, { Type }]) => /ApplicationAutoScaling/.test(Type))

  test.each(['dev', 'prod', 'thrifty'])('is on demand for %s, and nothing follows the load', stage => {
    const { ProvisionedThroughput, GlobalSecondaryIndexes } = propertiesOf(stage, 'Table')
    expect([ProvisionedThroughput, GlobalSecondaryIndexes[0].ProvisionedThroughput]).toEqual([
      undefined,
      undefined,
    ])
    expect(scaling(stage)).toEqual([])
  })

  test('that is provisioned begins at the floors, and leaves the table otherwise as it is', () => {
    const { BillingMode, ProvisionedThroughput, ...table } = propertiesOf('steady', 'Table')
    expect({ BillingMode, ProvisionedThroughput }).toEqual({
      BillingMode: 'PROVISIONED',
      ProvisionedThroughput: { WriteCapacityUnits: '86', ReadCapacityUnits: 16 },
    })
    const [{ ProvisionedThroughput: kept, ...index }] = table.GlobalSecondaryIndexes
    expect(kept).toEqual({ WriteCapacityUnits: 15, ReadCapacityUnits: 5 })
    const { BillingMode: _, ...other } = propertiesOf('thrifty', 'Table')
    expect({ ...table, GlobalSecondaryIndexes: [index] }).toEqual(other)
  })

  test.each([
    ['TableWrite', 'table:Write', 'table', 86, 5000],
    ['TableRead', 'table:Read', 'table', 16, 1000],
    ['IndexWrite', 'index:Write', 'index', 15, 1500],
    ['IndexRead', 'index:Read', 'index', 5, 1000],
  ])('%s follows the load between its floor and its ceiling', (part, dimension, of, floor, ceiling) => {
    const { MinCapacity, MaxCapacity, ...target } = propertiesOf('steady', `${part}Target`)
    expect([Number(MinCapacity), Number(MaxCapacity)]).toEqual([floor, ceiling])
    const table = ['table', { Ref: 'Table' }]
    // No RoleARN: it acts in the role that AWS makes for it.
    expect(target).toEqual({
      ServiceNamespace: 'dynamodb',
      ResourceId: { 'Fn::Join': ['/', of === 'table' ? table : [...table, 'index', 'by-time']] },
      ScalableDimension: `dynamodb:${dimension}CapacityUnits`,
    })
    expect(propertiesOf('steady', `${part}Policy`)).toMatchObject({
      ScalingTargetId: { Ref: `${part}Target` },
      TargetTrackingScalingPolicyConfiguration: {
        PredefinedMetricSpecification: {
          PredefinedMetricType: `DynamoDB${dimension.split(':')[1]}CapacityUtilization`,
        },
        TargetValue: 70,
      },
    })
  })

  test('gives no role anything more', () => {
    expect(ofType(templates.steady!, 'AWS::IAM::Role')).toEqual(ofType(templates.thrifty!, 'AWS::IAM::Role'))
  })
})

describe('on every stage', () => {
  const everywhere = test.for(Object.keys(options))

  everywhere('%s: what holds messages is encrypted where it lies', stage => {
    for (const [id, { Properties }] of ofType(templates[stage]!, 'AWS::SQS::Queue'))
      expect(Properties.SqsManagedSseEnabled, id).toBe(true)
    for (const [id, { Properties }] of ofType(templates[stage]!, 'AWS::S3::Bucket'))
      expect(Properties, id).toMatchObject({
        BucketEncryption: { ServerSideEncryptionConfiguration: [expect.anything()] },
        PublicAccessBlockConfiguration: { BlockPublicPolicy: true, RestrictPublicBuckets: true },
      })
    // DynamoDB and CloudWatch Logs encrypt whatever they hold, with keys of AWS, unless another key is named.
    expect(propertiesOf(stage, 'Table').SSESpecification).toBeUndefined()
  })

  everywhere(
    '%s: every function logs JSON, for so many days, and Lambda’s own lines only in trouble',
    stage => {
      for (const [id, { Properties }] of ofType(templates[stage]!, 'AWS::Lambda::Function')) {
        expect(Properties.LoggingConfig, id).toEqual({
          ...{ LogFormat: 'JSON', ApplicationLogLevel: 'INFO', SystemLogLevel: 'WARN' },
        })
        const group = `/aws/lambda/${Properties.FunctionName}`
        const kept = ofType(templates[stage]!, 'AWS::Logs::LogGroup').find(
          ([, one]) => one.Properties.LogGroupName === group,
        )
        expect(kept?.[1].Properties.RetentionInDays, group).toEqual(expect.any(Number))
      }
    },
  )

  everywhere('%s: a message stays hidden for six of its function’s time-outs and the window', stage => {
    for (const [, { Properties }] of ofType(templates[stage]!, 'AWS::Lambda::EventSourceMapping')) {
      if (!Properties.EventSourceArn?.['Fn::GetAtt']) continue // a topic's
      const queue = propertiesOf(stage, referred(Properties.EventSourceArn))
      const { Timeout } = propertiesOf(stage, referred(Properties.FunctionName))
      const windowS = Number(Properties.MaximumBatchingWindowInSeconds ?? 0)
      expect(Number(queue.VisibilityTimeout)).toBeGreaterThanOrEqual(6 * Timeout + windowS)
    }
  })

  everywhere('%s: the API refuses a flood, and asks for no cookie', stage => {
    const { ThrottlingRateLimit, ThrottlingBurstLimit } = propertiesOf(
      stage,
      'HttpApiStage',
    ).DefaultRouteSettings
    expect(Number(ThrottlingRateLimit)).toBeGreaterThan(0)
    expect(Number(ThrottlingBurstLimit)).toBeGreaterThan(0)
    const cors = propertiesOf(stage, 'HttpApi').CorsConfiguration
    expect(cors.AllowCredentials).toBeUndefined()
    expect(cors.AllowHeaders).toContain('Authorization')
  })
})
