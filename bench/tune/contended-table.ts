import {
  BatchGetItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb'
import { itemOf } from '../../functions/adapters/dynamodb-items.ts'
import { shardsItemKey } from '../../functions/pipeline/keys.ts'
import type { SimulatedTime } from './simulated-time.ts'

/*
 * DynamoDB as a client of its SDK sees it, in simulated time, with what DynamoDB Local does not do: a transaction that
 * finds an item in the hands of another is cancelled with TransactionConflict.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html#transaction-conflict-handling
 *
 *   sent ── WAY_MS ──> all items taken at once ── held ──> written, let go ── WAY_MS ──> answered
 *                      some are held by another: the rest is held for half of the time, then let go, nothing is written
 *
 * Items are prepared first and written then, and are held between (Idziorek et al., USENIX ATC 2023). How long is not
 * published: see Held. All items are taken in one instant, and a cancelled transaction holds what it could take.
 */
export type Held = {
  /** Milliseconds, the median, of a transaction of no actions, and what each action adds. */
  baseMs: number
  perActionMs: number
  /** Of the logarithm: 0.4 puts the 99th percentile at 2.5 times the median. 0: always the median. */
  spread: number
}

export type ContendedTable = {
  client: Pick<DynamoDBClient, 'send'>
  attempts: { written: number; cancelled: number; cancelledActions: number; writtenActions: number }
  /** What stands in it: message items, and the sum of the totals' counts. */
  counted(): { items: number; total: number }
}

/** From the function to the table, or back: half of a round trip within a region. */
const WAY_MS = 1

export const contendedTable = (
  { clock }: Pick<SimulatedTime, 'clock'>,
  { shards, held, draw }: { shards: number; held: Held; draw: () => number },
): ContendedTable => {
  const taken = new Set<string>()
  const items = new Set<string>()
  const attempts = { written: 0, cancelled: 0, cancelledActions: 0, writtenActions: 0 }
  let total = 0
  const write = (actions: readonly TransactWriteItem[]) => {
    for (const { Put, Update } of actions)
      if (Put) items.add(String(Put.Item?.pk?.S))
      else if (Update?.Key?.sk?.S === 't') total += Number(Update.ExpressionAttributeValues?.[':n']?.N)
  }
  const transact = async (actions: readonly TransactWriteItem[]) => {
    const keys = actions.map(keyOf)
    await clock.sleep(WAY_MS)
    const free = keys.filter(key => !taken.has(key))
    for (const key of free) taken.add(key)
    const isHeld = free.length < keys.length
    const codes = isHeld ? keys.map(key => (free.includes(key) ? 'None' : 'TransactionConflict')) : []
    await clock.sleep(heldMs(held, keys.length, draw) / (isHeld ? 2 : 1))
    for (const key of free) taken.delete(key)
    if (!isHeld) write(actions)
    attempts[isHeld ? 'cancelled' : 'written']++
    attempts[isHeld ? 'cancelledActions' : 'writtenActions'] += keys.length
    await clock.sleep(WAY_MS)
    if (isHeld) throw cancelled(codes)
    return {}
  }
  const announced = itemOf({ ...shardsItemKey, count: shards, previous: shards, from: 0 })
  const send = async (command: unknown) => {
    if (command instanceof TransactWriteItemsCommand) return transact(command.input.TransactItems ?? [])
    if (command instanceof PutItemCommand) return {} // the name of the room
    if (command instanceof BatchGetItemCommand) return { Responses: { [TABLE]: [announced] } }
    throw new Error('the contended table takes writes, and reads the number of shards')
  }
  const client = { send } as unknown as DynamoDBClient
  return { client, attempts, counted: () => ({ items: items.size, total }) }
}

export const TABLE = 'contended'

const keyOf = ({ Put, Update }: TransactWriteItem): string => {
  const { pk, sk } = Put?.Item ?? Update?.Key ?? {}
  return `${pk?.S} ${sk?.S}`
}

/** Log-normal, by Box and Muller. */
const heldMs = ({ baseMs, perActionMs, spread }: Held, actions: number, draw: () => number): number => {
  const normal = Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw())
  return (baseMs + perActionMs * actions) * Math.exp(spread * normal)
}

const cancelled = (codes: readonly string[]) =>
  new TransactionCanceledException({
    $metadata: {},
    message: 'Transaction cancelled',
    CancellationReasons: codes.map(Code => ({ Code })),
  })
