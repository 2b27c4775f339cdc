import { Ajv2020, type AnySchema } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { routes } from '../../schemas/api.ts'
import { openApi } from '../../schemas/openapi.ts'
import type { Route } from '../../schemas/route.ts'

type Json = Record<string, unknown>
type Operation = {
  operationId: string
  parameters: { $ref?: string; name?: string; in?: string; schema?: Json }[]
  requestBody?: { content: Record<string, { schema: Json }> }
  responses: Record<
    string,
    { $ref?: string; description?: string; content?: Record<string, { schema: Json }> }
  >
  security: Json[]
}

const document = openApi('1.2.3')
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods as Record<string, Operation>).map(([method, operation]) => ({
    path,
    method,
    operation,
  })),
)

const refsIn = (value: unknown): string[] =>
  typeof value !== 'object' || value === null
    ? []
    : Object.entries(value).flatMap(([key, inner]) => (key === '$ref' ? [String(inner)] : refsIn(inner)))

const at = (ref: string): unknown =>
  ref
    .slice(2)
    .split('/')
    .reduce((value, step) => (value as Json | undefined)?.[step], document as unknown)

describe('the OpenAPI document', () => {
  test('has every route, once, under its own name', () => {
    expect(operations.map(({ operation }) => operation.operationId).sort()).toEqual(
      Object.keys(routes).sort(),
    )
    for (const { path, method, operation } of operations)
      expect(routes[operation.operationId as keyof typeof routes]).toMatchObject({ path, method })
  })

  test('refers to nothing that it does not hold, and holds nothing that nobody refers to', () => {
    const refs = new Set(refsIn(document))
    for (const ref of refs) expect([ref, at(ref)]).toEqual([ref, expect.anything()])
    const held = ['schemas', 'parameters', 'responses'].flatMap(kind =>
      Object.keys(at(`#/components/${kind}`) as Json).map(name => `#/components/${kind}/${name}`),
    )
    expect(held.filter(one => !refs.has(one))).toEqual([])
  })

  test('declares the parameters that its paths hold, and each once', () => {
    for (const { path, operation } of operations) {
      const parameters = operation.parameters.map(one => (one.$ref ? (at(one.$ref) as typeof one) : one))
      const inPath = parameters.filter(one => one.in === 'path').map(({ name }) => name)
      expect(inPath).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name))
      expect(new Set(parameters.map(({ name }) => name)).size).toBe(parameters.length)
    }
  })

  test('describes every answer, at least one of them good', () => {
    for (const { operation } of operations) {
      const answers = Object.entries(operation.responses)
      expect(answers.some(([status]) => /^20\d$/.test(status))).toBe(true)
      for (const [status, answer] of answers) {
        const { description, content } = answer.$ref ? (at(answer.$ref) as typeof answer) : answer
        expect(description).toBeTruthy()
        if (Number(status) >= 400) expect(Object.keys(content ?? {})).toEqual(['application/problem+json'])
      }
    }
  })

  test('asks for a token wherever the route has a scope, and nowhere else', () => {
    for (const { operation } of operations) {
      const { scope } = routes[operation.operationId as keyof typeof routes] as Route
      expect(operation.security).toEqual(scope ? [{ token: [scope] }] : [])
    }
  })

  test('holds schemas that are JSON Schema 2020-12', () => {
    const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, formats: { 'date-time': true } })
    ajv.addKeyword({ keyword: 'components' })
    ajv.addSchema({ $id: 'urn:roomtone:openapi', components: document.components } as AnySchema)
    for (const name of Object.keys(document.components.schemas))
      expect(ajv.getSchema(`urn:roomtone:openapi#/components/schemas/${name}`)).toBeTypeOf('function')
    const posting = ajv.getSchema('urn:roomtone:openapi#/components/schemas/Posting')!
    expect(posting([{ text: 'Love it!' }, { text: 'Not me', id: 'q-2' }])).toBe(true)
    for (const bad of [[], [{ id: 'q' }], {}, 'text', Array(101).fill({ text: 'a' })])
      expect(posting(bad)).toBe(false)
    for (const { operation } of operations)
      for (const { schema } of operation.parameters)
        if (schema) expect(ajv.compile(schema)).toBeTypeOf('function')
  })
})
