/* Answers as DynamoDB gives them in the cloud; the local one never throttles and knows no conflicts. */
import type { Fault } from '../../engines/fault-proxy.ts'

export const refusal = (type: string, message: string): Fault => ({
  is: 'answered',
  status: 400,
  body: { __type: `com.amazonaws.dynamodb.v20120810#${type}`, message },
})
export const validation: Fault = {
  is: 'answered',
  status: 400,
  body: {
    __type: 'com.amazon.coral.validate#ValidationException',
    message: 'Item size has exceeded the maximum allowed size',
  },
}
export const outage: Fault = {
  is: 'answered',
  status: 500,
  body: { __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError', message: 'Internal server error' },
}
export const throttled = refusal('ThrottlingException', 'Rate exceeded')

export const messages: Record<string, string | undefined> = {
  ConditionalCheckFailed: 'The conditional request failed',
  TransactionConflict: 'Transaction is ongoing for the item',
  ThrottlingError: 'Throughput exceeds the current capacity of your table or index.',
  ProvisionedThroughputExceeded:
    'The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.',
  ItemCollectionSizeLimitExceeded: 'Collection size exceeded.',
  ValidationError: 'Item size to update has exceeded the maximum allowed size',
}
export const cancelled = (...codes: string[]): Fault => ({
  is: 'answered',
  status: 400,
  body: {
    __type: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
    CancellationReasons: codes.map(Code => ({
      Code,
      ...(messages[Code] ? { Message: messages[Code] } : {}),
    })),
    Message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes.join(', ')}]`,
  },
})

type Keyed = Record<string, unknown>
type BatchAnswer = { Responses: Record<string, Keyed[]>; UnprocessedKeys: object }

/** As if the table had been too busy for the last of the items. */
export const leaveOutOne = (body: Keyed): object => {
  const [[table, items = []] = ['', []]] = Object.entries((body as BatchAnswer).Responses)
  const left = items.slice(-1).map(({ pk, sk }) => ({ pk, sk }))
  return {
    Responses: { [table]: items.slice(0, -1) },
    UnprocessedKeys: { [table]: { Keys: left, ConsistentRead: true } },
  }
}

/** As if a page held one item. */
export const cutToOne = (body: Keyed): object => {
  const [first, ...rest] = body.Items as Keyed[]
  if (rest.length === 0) return body
  return { Items: [first], Count: 1, LastEvaluatedKey: { pk: first?.pk, sk: first?.sk } }
}
