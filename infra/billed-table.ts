import type { Billed, Index } from './aws-units.ts'
import template from './table.json' with { type: 'json' }

type Key = { AttributeName: string; KeyType: string }[]
type Projection = { ProjectionType: string; NonKeyAttributes?: string[] }

const { KeySchema, GlobalSecondaryIndexes } = template.Resources.Table.Properties

const namesIn = (key: Key) => key.map(({ AttributeName }) => AttributeName)

const heldIn = ({ ProjectionType, NonKeyAttributes = [] }: Projection): Index['holds'] =>
  ProjectionType === 'ALL' ? 'all' : NonKeyAttributes

/** The table that infra/table.json makes, by what is billed. */
export const billedTable: Billed = {
  key: namesIn(KeySchema),
  indexes: GlobalSecondaryIndexes.map(index => ({
    key: namesIn(index.KeySchema),
    holds: heldIn(index.Projection),
  })),
}
