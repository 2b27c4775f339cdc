import { DeleteItemCommand, type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe } from 'vitest'
import { fieldsOf, itemOf } from '../../../functions/adapters/dynamodb-items.ts'
import { dynamoStore } from '../../../functions/adapters/dynamodb-store.ts'
import { storeContract } from '../../contracts/store.ts'
import { T } from '../../contracts/store-samples.ts'
import { createTable, localClient, ownTable } from '../../engines/dynamodb-local.ts'
import { describeEngine } from '../../engines/engine.ts'
import { sharedEngine } from '../../engines/shared.ts'
import { dynamoFaults } from './dynamodb-faults.ts'
import { dynamoOldItems } from './dynamodb-old-items.ts'

/** What time to live does in its own time on AWS. */
const expire = async (client: DynamoDBClient, TableName: string, nowMs: number): Promise<void> => {
  const { Items = [] } = await client.send(new ScanCommand({ TableName }))
  for (const { pk, sk, expiresAt } of Items.map(fieldsOf))
    if (expiresAt !== undefined && Number(expiresAt) * 1000 <= nowMs)
      await client.send(new DeleteItemCommand({ TableName, Key: itemOf({ pk, sk }) }))
}

describeEngine('dynamodb-local', 'the DynamoDB store', () => {
  let local: { port: number }
  let client: DynamoDBClient
  beforeAll(async () => {
    local = await sharedEngine('dynamodb-local')
    client = localClient(local.port)
  })
  afterAll(() => client?.destroy())

  describe('keeps the contract', () => {
    storeContract(async () => {
      const table = ownTable('contract')
      await createTable(client, table)
      let nowMs = T
      const clock = {
        now: () => nowMs,
        sleep: async (ms: number) => {
          nowMs += ms
        },
      }
      return {
        ...dynamoStore(client, table, clock),
        other: dynamoStore(client, table, clock),
        pass: ms => {
          nowMs += ms
        },
        expire: atMs => expire(client, table, atMs),
        close: async () => {},
      }
    })
  })

  describe('with a table that was written before messages had kinds and flags', () =>
    dynamoOldItems(() => client))

  describe('when something goes wrong on the way', () => dynamoFaults(() => local.port))
})
