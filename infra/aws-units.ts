import type { AttributeValue, TransactWriteItem } from '@aws-sdk/client-dynamodb'

/*
 * What DynamoDB bills, by the sizes of items. The rules are AWS's own:
 *
 *   size of an item      https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 *   units of a request   https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 *   an index             https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html
 *
 * A transaction doubles what its table is billed, not what the index is. That is measured on DynamoDB by AWS's own
 * calculator (github.com/aws/agent-toolkit-for-aws, calculate_costs.py) and by github.com/nubo-db/dynoxide, pull 188.
 */
export type Item = Record<string, AttributeValue>

/** An index: the attributes of its key, and what it holds beside all keys. */
export type Index = { key: readonly string[]; holds: 'all' | readonly string[] }

const WRITE_UNIT_BYTES = 1024
const READ_UNIT_BYTES = 4096
/** What each item is billed beside its bytes where it is stored, in the table and in an index alike. */
export const STORED_OVERHEAD_BYTES = 100
const TRANSACTION_FACTOR = 2

const utf8Bytes = (text: string) => Buffer.byteLength(text)

/** Bytes of an item, names included. { pk: { S: 'abc' }, n: { N: '1234' } } -> 2 + 3 + 1 + 3 = 9 */
export const bytesOf = (item: Item): number =>
  Object.entries(item).reduce((bytes, [name, value]) => bytes + utf8Bytes(name) + bytesOfValue(value), 0)

/** A list or map has 3 bytes of its own, and one for each element. */
const bytesOfValue = ({ S, N, B, BOOL, NULL, L, M, SS, NS, BS }: AttributeValue): number => {
  if (S !== undefined) return utf8Bytes(S)
  if (N !== undefined) return bytesOfNumber(N)
  if (B !== undefined) return B.byteLength
  if (BOOL !== undefined || NULL !== undefined) return 1
  if (L !== undefined) return 3 + sumOf(L, element => 1 + bytesOfValue(element))
  if (M !== undefined) return 3 + Object.keys(M).length + bytesOf(M)
  return sumOf(SS ?? [], utf8Bytes) + sumOf(NS ?? [], bytesOfNumber) + sumOf(BS ?? [], one => one.byteLength)
}

/** A byte for two digits that count, and one more. '1763800000000' -> 4 (17638), '0.25' -> 2, '-12' -> 3 with its sign. */
const bytesOfNumber = (number: string): number => {
  const [mantissa = ''] = number.toLowerCase().split('e')
  const digits = mantissa.replace(/[-+.]/g, '').replace(/^0+|0+$/g, '')
  const trimmed = mantissa.includes('.') ? digits : digits.replace(/0+$/, '')
  return Math.ceil(trimmed.length / 2) + 1 + (number.startsWith('-') ? 1 : 0)
}

const sumOf = <T>(all: readonly T[], of: (one: T) => number): number =>
  all.reduce((total, one) => total + of(one), 0)

/** Write units of one item: one for each KiB that is begun. 500 -> 1, 1024 -> 1, 1025 -> 2 */
export const writeUnits = (bytes: number): number => Math.max(1, Math.ceil(bytes / WRITE_UNIT_BYTES))

/** The same within a transaction: prepared, then committed. 500 -> 2, 3072 -> 6 */
export const transactionUnits = (bytes: number): number => TRANSACTION_FACTOR * writeUnits(bytes)

/** Read units of one item, or of all that one query looked at. Consistently 3500 -> 1, 4097 -> 2; else half of it. */
export const readUnits = (bytes: number, isConsistent: boolean): number =>
  Math.max(1, Math.ceil(bytes / READ_UNIT_BYTES)) * (isConsistent ? 1 : 0.5)

/** What the index holds of an item; undefined: the item lacks a part of the index's key, and costs it nothing. */
export const heldBy = (item: Item, tableKey: readonly string[], { key, holds }: Index): Item | undefined => {
  if (!key.every(name => name in item)) return undefined
  if (holds === 'all') return item
  const held = new Set([...tableKey, ...key, ...holds])
  return Object.fromEntries(Object.entries(item).filter(([name]) => held.has(name)))
}

/** A table by what is billed: infra/table.json. */
export type Billed = { key: readonly string[]; indexes: readonly Index[] }

export type WriteUnits = { table: number; index: number }

/**
 * Write units of a transaction. An update is told by `sizeOf`: the larger of the item before and after it, which the
 * request does not say. Where items are put over others, the index may be billed for these as well.
 * Two puts of 400 bytes that the index holds, and an update of 150 bytes -> { table: 6, index: 2 }
 */
export const unitsOfTransaction = (
  actions: readonly TransactWriteItem[],
  billed: Billed,
  sizeOf: (key: Item) => number,
): WriteUnits => ({
  table: sumOf(actions, ({ Put, Update, Delete, ConditionCheck }) =>
    transactionUnits(Put?.Item ? bytesOf(Put.Item) : sizeOf((Update ?? Delete ?? ConditionCheck)?.Key ?? {})),
  ),
  index: sumOf(actions, ({ Put }) => (Put?.Item ? indexUnits(Put.Item, billed) : 0)),
})

/** Write units of all indexes for an item that was not there before. */
export const indexUnits = (item: Item, { key, indexes }: Billed): number =>
  sumOf(indexes, index => {
    const held = heldBy(item, key, index)
    return held ? writeUnits(bytesOf(held)) : 0
  })

/** Bytes that are billed for as long as the item is stored, in the table and in its indexes. */
export const storedBytes = (item: Item, { key, indexes }: Billed): { table: number; index: number } => ({
  table: bytesOf(item) + STORED_OVERHEAD_BYTES,
  index: sumOf(indexes, index => {
    const held = heldBy(item, key, index)
    return held ? bytesOf(held) + STORED_OVERHEAD_BYTES : 0
  }),
})
