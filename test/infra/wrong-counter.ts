import { type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { counterItemKey } from '../../functions/pipeline/keys.ts'

/** So many negative messages that never were, in the total of the room `all-hands`. */
export const addWrongly = (client: DynamoDBClient, n: number) => {
  const wrong = { n, negative: n, neutral: 0, positive: 0, unsure: 0, score: 0, rev: 1, at: Date.now() }
  const values = Object.entries(wrong).map(([name, value]) => [`:${name}`, { N: String(value) }])
  const { pk, sk } = counterItemKey('all-hands', 0, 'total')
  return client.send(
    new UpdateItemCommand({
      TableName: 'Table',
      Key: { pk: { S: pk }, sk: { S: sk } },
      UpdateExpression:
        'ADD n :n, negative :negative, neutral :neutral, positive :positive, unsure :unsure, score :score, rev :rev SET #at = :at',
      ExpressionAttributeNames: { '#at': 'at' },
      ExpressionAttributeValues: Object.fromEntries(values),
    }),
  )
}
