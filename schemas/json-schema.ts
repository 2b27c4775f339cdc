import { z } from 'zod'

export type Json = Record<string, unknown>

/** Of what a schema takes, not of what it makes of that. */
const options = { io: 'input' } as const

/** JSON Schema 2020-12 of one shape. z.string().max(3) -> { type: 'string', maxLength: 3 } */
export const jsonSchemaOf = (shape: z.ZodType): Json => {
  const { $schema, '~standard': _, ...schema } = z.toJSONSchema(shape, options) as Json
  return schema
}

/** Of several shapes, by name; where one holds another, it refers to it by `refOf` its name. */
export const jsonSchemasOf = (
  shapes: Record<string, z.ZodType>,
  refOf: (name: string) => string,
): Record<string, Json> => {
  const registry = z.registry<{ id: string }>()
  for (const [id, shape] of Object.entries(shapes)) registry.add(shape, { id })
  const { schemas } = z.toJSONSchema(registry, { ...options, uri: refOf })
  return Object.fromEntries(
    Object.entries(schemas as Record<string, Json>).map(([name, { $schema, $id, ...schema }]) => [
      name,
      schema,
    ]),
  )
}
