import { type DynamoDBClient, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb'
import { counterItem } from '../../../cli/cost/items.ts'
import { dynamoStore } from '../../../functions/adapters/dynamodb-store.ts'
import type { Clock, Store } from '../../../functions/pipeline/ports.ts'
import { bytesOf, unitsOfTransaction } from '../../../infra/aws-units.ts'
import { billedTable } from '../../../infra/billed-table.ts'

export type CountedStore = { store: Store; units(): number; transactions(): number }

/** The store over a DynamoDB that takes everything, and counts the write units of what it was sent. */
export const countedStore = (clock: Clock): CountedStore => {
  let units = 0
  let transactions = 0
  const client = {
    send: async (command: unknown) => {
      if (!(command instanceof TransactWriteItemsCommand)) return { Responses: {} }
      const { table, index } = unitsOfTransaction(command.input.TransactItems!, billedTable, () =>
        bytesOf(counterItem()),
      )
      units += table + index
      transactions++
      return {}
    },
  }
  const { store } = dynamoStore(client as unknown as DynamoDBClient, 'table', clock)
  return { store, units: () => units, transactions: () => transactions }
}
