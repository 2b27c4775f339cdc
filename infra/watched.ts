/*
 * What is watched: the functions by their logical ids, and metrics as CloudFormation and CloudWatch write them.
 */

/** A text, or what CloudFormation makes one of: { Ref: 'AlarmTopic' }. */
export type Value = string | { Ref: string } | { 'Fn::GetAtt': [resource: string, attribute: string] }

export type Resource = { Type: string; Condition?: string; Properties: Record<string, unknown> }

/** param('alarm-late') -> '${param:alarm-late}': a number of infra/parameters.yml, which osls puts in. */
export const param = (name: string): string => `\${param:${name}}`

/** The same of a number that the profile has, unless it is given. */
export const ofProfile = (name: string): string => `\${param:${name}, self:custom.profile.${name}}`

/** Logical id of each function; its value is the function's name. */
export const functions = {
  'classify-sqs': 'ClassifyDashsqsLambdaFunction',
  'classify-kafka': 'ClassifyDashkafkaLambdaFunction',
  'collect-dead-letters': 'CollectDashdeadDashlettersLambdaFunction',
  audit: 'AuditLambdaFunction',
  ingest: 'IngestLambdaFunction',
  query: 'QueryLambdaFunction',
  questions: 'QuestionsLambdaFunction',
} as const
export type FunctionName = keyof typeof functions

export const functionNames = Object.keys(functions) as FunctionName[]

/** Those that label. */
export const classifying: FunctionName[] = ['classify-sqs', 'classify-kafka']

export type Metric = { namespace: string; name: string; dimensions: Record<string, Value>; statistic: string }

/** ofFunction('AWS/Lambda', 'Errors', 'Sum', 'audit') */
export const ofFunction = (namespace: string, name: string, statistic: string, of: FunctionName): Metric => ({
  namespace,
  name,
  statistic,
  dimensions: { FunctionName: { Ref: functions[of] } },
})

export const ofQueue = (name: string, statistic: string, queue: string): Metric => ({
  namespace: 'AWS/SQS',
  name,
  statistic,
  dimensions: { QueueName: { 'Fn::GetAtt': [queue, 'QueueName'] } },
})

export const ofApi = (name: string, statistic: string): Metric => ({
  namespace: 'AWS/ApiGateway',
  name,
  statistic,
  dimensions: { ApiId: { Ref: 'HttpApi' } },
})
