import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { packedFiles } from '../../functions/adapters/packed-network.ts'
import { forPages } from '../../functions/api/headers.ts'
import { routes } from '../../schemas/api.ts'
import type { Route } from '../../schemas/route.ts'
import { type FunctionName, functionNames } from '../../scripts/bundle.ts'
import { zipEntries } from '../../scripts/zip.ts'
import { describeAuditSchedule } from './audit-schedule.ts'
import { describeKafkaSource } from './kafka-source.ts'
import { ofType, packageStack, referred, type Template } from './template.ts'

/** What Lambda unpacks at most. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_UNPACKED_BYTES = 250 * 1024 * 1024

/** Not the default one, so that a function that packs it whatever was chosen is found. */
const CHOSEN = 'models/sentiment-small'
const SHADOW = 'models/nano'

const folder = mkdtempSync(path.join(tmpdir(), 'roomtone-package-'))
let template: Template

beforeAll(async () => {
  template = await packageStack(folder, { ROOMTONE_MODEL: CHOSEN, ROOMTONE_SHADOW_MODEL: SHADOW })
}, 240_000)
afterAll(() => rmSync(folder, { recursive: true }))

const functionOf = (name: string) => {
  const found = ofType(template, 'AWS::Lambda::Function').find(([, { Properties }]) =>
    Properties.FunctionName.endsWith(`-dev-${name}`),
  )
  expect(found, `function ${name}`).toBeDefined()
  return found![1].Properties
}
/** Of queues; kafka-source.ts has the topics. */
const sources = () =>
  ofType(template, 'AWS::Lambda::EventSourceMapping')
    .filter(([, { Condition }]) => Condition === undefined)
    .map(([, { Properties }]) => ({
      ...Properties,
      queue: template.Resources[referred(Properties.EventSourceArn)]!.Properties,
      consumer: template.Resources[referred(Properties.FunctionName)]!.Properties,
    }))

test('every function runs on Node 24 and arm64, for 10 s at most where a queue drives it', () => {
  for (const name of functionNames)
    expect(functionOf(name)).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'] })
  for (const { consumer } of sources()) expect(consumer.Timeout).toBe(10)
})

test('every event source takes partial responses, and only so many functions at once', () => {
  expect(sources()).toHaveLength(2)
  for (const source of sources()) {
    expect(source).toMatchObject({ FunctionResponseTypes: ['ReportBatchItemFailures'], BatchSize: 10 })
    expect(source).toHaveProperty('ScalingConfig.MaximumConcurrency', expect.any(Number))
  }
})

test('every queue that drives a function hides a message for at least six of its time-outs', () => {
  for (const { queue, consumer } of sources())
    expect(queue.VisibilityTimeout).toBeGreaterThanOrEqual(6 * consumer.Timeout)
})

test('a message that fails ten times goes to a queue that keeps it longer than its own', () => {
  const { Properties: posted } = template.Resources.PostedQueue!
  expect(posted.RedrivePolicy.maxReceiveCount).toBe(10)
  const deadLetters = template.Resources[referred(posted.RedrivePolicy.deadLetterTargetArn)]!.Properties
  expect(deadLetters.MessageRetentionPeriod).toBe(14 * 24 * 3600)
  expect(deadLetters.MessageRetentionPeriod).toBeGreaterThan(posted.MessageRetentionPeriod)
})

test('every route of the API goes to the function that answers it, and no other route is open', () => {
  const deployed = ofType(template, 'AWS::ApiGatewayV2::Route').map(([, { Properties }]) => {
    const integration = template.Resources[Properties.Target['Fn::Join'][1][1].Ref]!
    const permitted = integration.Properties.IntegrationUri['Fn::GetAtt'][0]
    return `${Properties.RouteKey} -> ${template.Resources[permitted]!.Properties.FunctionName}`
  })
  const described = Object.values<Route>(routes).map(
    ({ method, path: at, part }) => `${method.toUpperCase()} ${at} -> roomtone-dev-${part}`,
  )
  expect(deployed.toSorted()).toEqual(described.toSorted())
})

test('every function has a role of its own, without a wildcard', () => {
  const roles = functionNames.map(name => referred(functionOf(name).Role))
  expect(new Set(roles).size).toBe(functionNames.length)
  expect(ofType(template, 'AWS::IAM::Role').map(([id]) => id)).toEqual(expect.arrayContaining(roles))
  for (const [id, { Properties }] of ofType(template, 'AWS::IAM::Role'))
    expect(JSON.stringify(Properties), id).not.toContain('*')
})

test('no secret stands in the template or in an environment: functions that need it are told where it is', () => {
  expect(JSON.stringify(template)).not.toContain('{{resolve:')
  for (const name of functionNames) {
    const { ROOMTONE_TOKEN_SECRET_ARN, ...others } = functionOf(name).Environment.Variables
    const needsIt = ['ingest', 'query', 'questions'].includes(name)
    expect(ROOMTONE_TOKEN_SECRET_ARN, name).toEqual(needsIt ? { Ref: 'TokenSecret' } : undefined)
    expect(Object.keys(others).filter(variable => /SECRET|PASSWORD|KEY/.test(variable))).toEqual([])
  }
})

test('pages may send and see what the functions answer for, and no credentials that a browser adds by itself', () => {
  const { CorsConfiguration: cors } = template.Resources.HttpApi!.Properties
  expect(cors).toEqual({
    AllowOrigins: expect.anything(),
    AllowMethods: forPages.methods.filter(method => method !== 'HEAD'), // no route of the API has it
    AllowHeaders: forPages.headers,
    ExposeHeaders: forPages.exposed,
    MaxAge: forPages.maxAgeSeconds,
  })
})

test('a queue takes messages from this account alone: none has a policy that lets others in', () => {
  expect(ofType(template, 'AWS::SQS::QueuePolicy')).toEqual([])
  expect(ofType(template, 'AWS::Lambda::Url')).toEqual([])
  for (const [id, { Properties }] of ofType(template, 'AWS::Lambda::Permission'))
    expect(Properties.SourceArn, `${id} is for one source`).toBeDefined()
})

test('every zip holds its handler, fits Lambda, and carries what runs models only where it has one', () => {
  for (const name of functionNames) {
    const entries = zipEntries(path.join(folder, '.serverless', `${name}.zip`))
    const names = entries.map(entry => entry.name)
    expect(names).toContain(functionOf(name).Handler.replace(/\.handler$/, '.mjs'))
    expect(entries.reduce((bytes, entry) => bytes + entry.sizeBytes, 0)).toBeLessThan(MAX_UNPACKED_BYTES)
    expect(
      names.filter(entry => /\.(node|so\.1)$/.test(entry)).map(entry => path.basename(entry)),
      name,
    ).toEqual(modelsOf(name).length > 0 ? ['libonnxruntime.so.1', 'onnxruntime_binding.node'] : [])
  }
})

describeKafkaSource(() => template)
describeAuditSchedule(() => template)

const SIMILARITY = ['models/similarity']

/** Folders of the models that a function is to carry. */
const modelsOf = (name: FunctionName): string[] => {
  if (name === 'questions') return SIMILARITY
  return name.startsWith('classify-') ? [CHOSEN, SHADOW, ...SIMILARITY] : []
}

test.each(functionNames)('%s is told of the models that it carries, and carries no other', name => {
  const entries = zipEntries(path.join(folder, '.serverless', `${name}.zip`))
  const packed = entries.map(entry => entry.name).filter(entry => entry.startsWith('models/'))
  expect(packed.toSorted()).toEqual(
    modelsOf(name)
      .flatMap(model => ['model.json', ...packedFiles, 'vocab.txt'].map(file => `${model}/${file}`))
      .toSorted(),
  )
  const told = Object.entries(functionOf(name).Environment.Variables)
    .filter(([variable]) => /^ROOMTONE_(\w+_)?MODEL$/.test(variable))
    .map(([, folder]) => folder)
  expect(told.filter(folder => folder !== 'no').toSorted()).toEqual(modelsOf(name).toSorted())
})
