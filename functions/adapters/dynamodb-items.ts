import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { parseModelField, parseWindowKey } from '../pipeline/keys.ts'
import { tallyFields } from '../pipeline/mood.ts'
import type { Counter } from '../pipeline/ports.ts'

export type Item = Record<string, AttributeValue>
type Plain = string | number | boolean | Uint8Array | undefined | { [field: string]: Plain }
export type Fields = { [field: string]: Plain }

/** Fields as DynamoDB writes them; what is undefined is left out. { n: 1, sure: true } -> { n: { N: '1' }, sure: { BOOL: true } } */
export const itemOf = (fields: Fields): Item =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, attributeOf(value)]],
    ),
  )

const attributeOf = (value: Exclude<Plain, undefined>): AttributeValue => {
  if (typeof value === 'string') return { S: value }
  if (typeof value === 'number') return { N: String(value) }
  if (typeof value === 'boolean') return { BOOL: value }
  return value instanceof Uint8Array ? { B: value } : { M: itemOf(value) }
}

/** The way back from `itemOf`. */
export const fieldsOf = (item: Item): Fields =>
  Object.fromEntries(Object.entries(item).map(([name, attribute]) => [name, plainOf(attribute)]))

const plainOf = ({ S, N, BOOL, B, M }: AttributeValue): Plain =>
  S ?? (N === undefined ? (BOOL ?? B ?? fieldsOf(M ?? {})) : Number(N))

/** Fields as expression values. { at: 5 } -> { ':at': { N: '5' } } */
export const valuesOf = (fields: Fields): Item =>
  Object.fromEntries(Object.entries(itemOf(fields)).map(([name, value]) => [`:${name}`, value]))

/** What of an item is not key. */
export const contentOf = ({ pk, sk, gk, gs, ...content }: Fields): Fields => content

/** A counter that was last written before a field was counted has none of it: that is 0, as ADD takes it, too. */
export const counterOf = (shard: number, { sk, rev, at, ...counts }: Fields) =>
  ({
    window: parseWindowKey(String(sk)),
    shard,
    tally: {
      ...Object.fromEntries(tallyFields.map(field => [field, counts[field] ?? 0])),
      models: modelsIn(counts),
    },
    rev,
    at,
  }) as Counter

/** { n: 3, 'by#nano@5a3e91b': 3, 'by#sentiment@f1f95cc': 0 } -> { 'nano@5a3e91b': 3 } */
const modelsIn = (counts: Fields) =>
  Object.fromEntries(
    Object.entries(counts).flatMap(([field, n]) => {
      const model = parseModelField(field)
      return model === undefined || n === 0 ? [] : [[model, n]]
    }),
  )
