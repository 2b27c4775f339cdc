/*
 * What a request to AWS needs of IAM, and what a role of the template grants; both as "action on resource":
 *
 *   DynamoDB_20120810.TransactWriteItems { Put, Update }  ->  dynamodb:PutItem on Table, dynamodb:UpdateItem on Table
 *   DynamoDB_20120810.Query { IndexName: 'by-time' }      ->  dynamodb:Query on Table/index/by-time
 *   AmazonSQS.SendMessageBatch                            ->  sqs:SendMessage on PostedQueue
 *   secretsmanager.GetSecretValue                         ->  secretsmanager:GetSecretValue on TokenSecret
 *
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
 */
import { referred, type Template } from './template.ts'

/** Actions of a transaction, as IAM knows them. TransactWriteItems itself is no action of IAM. */
const transacted = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
  Get: 'GetItem',
}

type Body = {
  TableName?: string
  IndexName?: string
  QueueUrl?: string
  SecretId?: string
  RequestItems?: Record<string, unknown>
  TransactItems?: Partial<Record<keyof typeof transacted, { TableName: string }>>[]
}

const onTable = (action: string, table: string | undefined) => `dynamodb:${action} on ${table}`

/** `target` is the header X-Amz-Target. Queues are named as in their URL, tables as in the request. */
export const neededFor = (target: string, body: Body): string[] => {
  const [service, operation = ''] = target.split('.')
  if (service === 'AmazonSQS')
    return [`sqs:${operation.replace(/Batch$/, '')} on ${body.QueueUrl?.split('/').at(-1)}`]
  if (service === 'secretsmanager') return [`${service}:${operation} on ${body.SecretId}`]
  if (body.RequestItems) return Object.keys(body.RequestItems).map(table => onTable(operation, table))
  if (body.TransactItems)
    return body.TransactItems.flatMap(item => Object.entries(item)).map(([kind, { TableName }]) =>
      onTable(transacted[kind as keyof typeof transacted], TableName),
    )
  const index = body.IndexName ? `/index/${body.IndexName}` : ''
  return [onTable(operation, `${body.TableName}${index}`)]
}

type Statement = { Action: string | string[]; Resource: Parameters<typeof resourceOf>[0] }

const resourceOf = (
  resource: Parameters<typeof referred>[0] & { 'Fn::Join'?: [string, unknown[]] },
): string => {
  const [separator, parts] = resource['Fn::Join'] ?? []
  if (!parts) return referred(resource)
  return parts
    .map(part => (typeof part === 'string' ? part : resourceOf(part as typeof resource)))
    .join(separator)
}

/** Everything that a role allows. Resources have their logical ids. */
export const grantedTo = (template: Template, role: string): string[] =>
  template.Resources[role]!.Properties.Policies.flatMap(
    ({ PolicyDocument }: { PolicyDocument: { Statement: Statement[] } }) =>
      PolicyDocument.Statement.flatMap(({ Action, Resource }) =>
        [Action].flat().map(action => `${action} on ${resourceOf(Resource)}`),
      ),
  )
