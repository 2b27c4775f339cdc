import { describe, expect, test } from 'vitest'
import {
  type Billed,
  bytesOf,
  heldBy,
  indexUnits,
  readUnits,
  storedBytes,
  transactionUnits,
  unitsOfTransaction,
  writeUnits,
} from '../../infra/aws-units.ts'
import { billedTable } from '../../infra/billed-table.ts'

/** As AWS's guide describes them: CapacityUnitCalculations.html */
describe('the size of an item is its names and values', () => {
  test.each([
    ['a text, in UTF-8', { name: { S: 'héllo' } }, 4 + 6],
    ['a number: a byte for two digits and one more', { n: { N: '1234' } }, 1 + 3],
    ['zeroes at either end of a number do not count', { n: { N: '0012000' } }, 1 + 2],
    ['nor do they around a point', { n: { N: '0.0250' } }, 1 + 2],
    ['zero itself is one byte', { n: { N: '0' } }, 1 + 1],
    ['a number has 38 digits at the most: 20 bytes', { n: { N: '1'.repeat(38) } }, 1 + 20],
    ['an exponent is no digit', { n: { N: '1.5e10' } }, 1 + 2],
    ['bytes as they are, not in base64', { b: { B: new Uint8Array(20) } }, 1 + 20],
    ['true, false and null are one byte', { yes: { BOOL: true }, no: { NULL: true } }, 4 + 3],
    ['an empty map has 3 bytes', { m: { M: {} } }, 1 + 3],
    ['an element of a map has a byte of its own', { m: { M: { ab: { S: 'cd' } } } }, 1 + 3 + 1 + 4],
    ['and one of a list', { l: { L: [{ S: 'ab' }, { N: '1' }] } }, 1 + 3 + 3 + 3],
  ])('%s', (_, item, bytes) => expect(bytesOf(item)).toBe(bytes))
})

/** The examples of read-write-operations.html and of aws.amazon.com/dynamodb/pricing/on-demand. */
describe('units', () => {
  test.each([
    [1024, 1],
    [3 * 1024, 3],
    [500, 1],
    [1025, 2],
    [0, 1],
  ])('a write of %d bytes takes %d, in a transaction twice as many', (bytes, units) => {
    expect(writeUnits(bytes)).toBe(units)
    expect(transactionUnits(bytes)).toBe(2 * units)
  })

  test.each([
    [3500, 1, 0.5],
    [8 * 1024, 2, 1],
    [10 * 1024, 3, 1.5],
    [0, 1, 0.5],
  ])('a read of %d bytes takes %d consistently, else %d', (bytes, consistent, eventual) => {
    expect(readUnits(bytes, true)).toBe(consistent)
    expect(readUnits(bytes, false)).toBe(eventual)
  })
})

const billed: Billed = { key: ['pk'], indexes: [{ key: ['gk'], holds: ['a'] }] }
const item = { pk: { S: 'p' }, gk: { S: 'g' }, a: { S: 'a' }, text: { S: 'x'.repeat(2_000) } }

describe('an index', () => {
  test('holds the keys and what it projects', () => {
    expect(heldBy(item, billed.key, billed.indexes[0]!)).toEqual({ pk: item.pk, gk: item.gk, a: item.a })
    expect(heldBy(item, billed.key, { key: ['gk'], holds: 'all' })).toEqual(item)
  })

  test('costs an item without its key nothing', () => {
    const { gk, ...sparse } = item
    expect(indexUnits(sparse, billed)).toBe(0)
    expect(storedBytes(sparse, billed).index).toBe(0)
  })

  test('is billed by what it holds, and is not doubled by a transaction', () => {
    const actions = [
      { Put: { TableName: 't', Item: item } },
      { Update: { TableName: 't', Key: { pk: { S: 'c' } }, UpdateExpression: '' } },
    ]
    expect(unitsOfTransaction(actions, billed, () => 150)).toEqual({ table: 2 * 2 + 2, index: 1 })
    const all = { ...billed, indexes: [{ key: ['gk'], holds: 'all' as const }] }
    expect(unitsOfTransaction(actions, all, () => 150)).toEqual({ table: 2 * 2 + 2, index: 2 })
  })

  test('stores 100 bytes with each item, as the table does', () => {
    expect(storedBytes(item, billed)).toEqual({ table: bytesOf(item) + 100, index: 3 + 3 + 2 + 100 })
  })
})

test('what is billed is what infra/table.json makes', () => {
  expect(billedTable.key).toEqual(['pk', 'sk'])
  expect(billedTable.indexes.map(({ key }) => key)).toEqual([['gk', 'gs']])
})
