import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FunctionName, functionNames } from '../../scripts/bundle.ts'
import { grantedTo } from './permissions.ts'
import { ofType, packageTemplate, referred, type Template } from './template.ts'

/*
 * Who may do what: the roles of the template against what each handler calls. deployed.test.ts holds the same roles
 * against the calls that the bundled handlers make.
 */
const folder = mkdtempSync(path.join(tmpdir(), 'roomtone-access-'))
let template: Template
beforeAll(async () => {
  template = await packageTemplate(folder)
}, 120_000)
afterAll(() => rmSync(folder, { recursive: true }))

const on = (resource: string, ...actions: string[]) => actions.map(action => `${action} on ${resource}`)
const receiving = (queue: string) =>
  on(queue, 'sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes')
const recording = on('Table', 'dynamodb:BatchGetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem')

/** What a function calls, beside writing its log. */
const calls: Record<FunctionName, string[]> = {
  'classify-sqs': [...receiving('PostedQueue'), ...recording],
  'classify-kafka': recording,
  'collect-dead-letters': [
    ...receiving('PostedDeadLetterQueue'),
    ...on('Table', 'dynamodb:PutItem', 'dynamodb:UpdateItem'),
  ],
  audit: [
    ...on('Table', 'dynamodb:BatchGetItem', 'dynamodb:Query'),
    ...on('Table/index/by-time', 'dynamodb:Query'),
  ],
  ingest: [...on('PostedQueue', 'sqs:SendMessage'), ...on('TokenSecret', 'secretsmanager:GetSecretValue')],
  query: [
    ...on('PostedQueue', 'sqs:SendMessage'),
    ...on('TokenSecret', 'secretsmanager:GetSecretValue'),
    ...on('Table', 'dynamodb:BatchGetItem', 'dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:UpdateItem'),
    ...on('Table', 'dynamodb:DeleteItem', 'dynamodb:ConditionCheckItem'),
    ...on('Table/index/by-time', 'dynamodb:Query'),
  ],
  questions: [
    ...on('TokenSecret', 'secretsmanager:GetSecretValue'),
    ...on('Table', 'dynamodb:BatchGetItem', 'dynamodb:Query'),
    ...on('Table/index/by-time', 'dynamodb:Query'),
  ],
}

const idOf = (name: FunctionName): string =>
  ofType(template, 'AWS::Lambda::Function').find(([, { Properties }]) =>
    Properties.FunctionName.endsWith(`-dev-${name}`),
  )![0]

test.each(functionNames)('%s may do what it calls, write its own log, and nothing else', name => {
  const id = idOf(name)
  const log = on(id.replace(/LambdaFunction$/, 'LogGroup'), 'logs:CreateLogStream', 'logs:PutLogEvents')
  const granted = grantedTo(template, referred(template.Resources[id]!.Properties.Role))
  expect(granted.toSorted()).toEqual([...calls[name], ...log].toSorted())
})

/** What IAM takes on every resource alone, and why we need it. */
const onEverything: Record<string, string> = {
  'ec2:CreateNetworkInterface':
    'a poller of a Kafka cluster within a VPC; an interface has no name before it is made',
  'ec2:DeleteNetworkInterface': 'and takes it away again',
  'ec2:DescribeNetworkInterfaces': 'what describes takes no narrower resource',
  'ec2:DescribeSecurityGroups': 'as above',
  'ec2:DescribeSubnets': 'as above',
  'ec2:DescribeVpcs': 'as above',
}

type Statement = { Effect: string; Action: string | string[]; Resource?: unknown; Principal?: unknown }

/** Wherever they stand: in roles, policies, and policies of a bucket; also within Fn::If. */
const statementsOf = (value: unknown): Statement[] => {
  if (typeof value !== 'object' || value === null) return []
  if ('Effect' in value && 'Action' in value) return [value as Statement]
  return Object.values(value).flatMap(statementsOf)
}

describe('no statement of the template', () => {
  const allowing = () => statementsOf(template.Resources).filter(({ Effect }) => Effect === 'Allow')

  test('allows an action by a wildcard', () => {
    expect(allowing().length).toBeGreaterThan(functionNames.length)
    for (const { Action } of allowing()) expect([Action].flat().join(' ')).not.toContain('*')
  })

  test('allows anything on a wildcard, but what has no narrower resource and a reason', () => {
    for (const { Action, Resource } of allowing().filter(one => JSON.stringify(one.Resource)?.includes('*')))
      expect(Object.keys(onEverything), JSON.stringify(Resource)).toEqual(
        expect.arrayContaining([Action].flat()),
      )
  })

  test('lets anybody in but services of AWS', () => {
    for (const { Principal } of allowing().filter(one => one.Principal))
      expect(Principal).toEqual({ Service: 'lambda.amazonaws.com' })
  })
})

test('a function is called by the API, by its schedule, and by nobody else', () => {
  const permitted = ofType(template, 'AWS::Lambda::Permission').map(
    ([, { Properties }]) => `${Properties.Principal} -> ${referred(Properties.FunctionName)}`,
  )
  expect(permitted.toSorted()).toEqual([
    'apigateway.amazonaws.com -> IngestLambdaFunction',
    'apigateway.amazonaws.com -> QueryLambdaFunction',
    'apigateway.amazonaws.com -> QuestionsLambdaFunction',
    'events.amazonaws.com -> AuditLambdaFunction',
  ])
  for (const [id, { Properties }] of ofType(template, 'AWS::Lambda::Permission'))
    expect(Properties.SourceArn, id).toBeDefined()
})

test('no secret stands in the template, nor in its parameters and outputs', () => {
  const text = JSON.stringify(template)
  expect(text).not.toMatch(/"SecretString":|AKIA[0-9A-Z]{16}|BEGIN [A-Z ]*PRIVATE KEY/)
  for (const [id, { Properties }] of ofType(template, 'AWS::SecretsManager::Secret'))
    expect(Properties.GenerateSecretString, id).toBeDefined()
})
