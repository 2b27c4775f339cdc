import type { z } from 'zod'
import { problems, routes } from './api.ts'
import { type Json, jsonSchemaOf, jsonSchemasOf } from './json-schema.ts'
import { MessageId, Room, Source } from './message.ts'
import type { Route } from './route.ts'
import { type ShapeName, shapes } from './shapes.ts'

/** The HTTP API as an OpenAPI document. https://spec.openapis.org/oas/v3.1.1 */
export const openApi = (version: string) => ({
  openapi: '3.1.1',
  info: {
    title: 'roomtone',
    version,
    description: 'Post the messages of a room; read its mood.',
    license: { name: 'Apache 2.0', identifier: 'Apache-2.0' },
  },
  jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
  paths: pathsOf(Object.entries<Route>(routes)),
  components: {
    schemas: jsonSchemasOf(shapes, schemaRef),
    parameters: pathParameters,
    responses: mapValues(problems, ({ says }) => ({ description: says, ...problemContent })),
    securitySchemes: {
      token: {
        type: 'http',
        scheme: 'bearer',
        bearerFormat: 'JWT',
        description: 'A room token: roomtone token ROOM --scope read,post',
      },
    },
  },
})

const schemaRef = (name: string) => `#/components/schemas/${name}`

const mapValues = <From, To>(record: Record<string, From>, to: (value: From, key: string) => To) =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, to(value, key)]))

const pathsOf = (all: readonly [string, Route][]): Record<string, Json> =>
  mapValues(Object.fromEntries(Map.groupBy(all, ([, { path }]) => path)), those =>
    Object.fromEntries(those.map(([name, route]) => [route.method, operationOf(name, route)])),
  )

const operationOf = (operationId: string, route: Route): Json => ({
  operationId,
  summary: route.summary,
  security: route.scope ? [{ token: [route.scope] }] : [],
  parameters: [
    ...[...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
      $ref: `#/components/parameters/${name}`,
    })),
    ...queryParametersOf(route),
  ],
  ...(route.bodies && { requestBody: { required: true, content: contentOf(route.bodies) } }),
  responses: { ...problemsOf(route), ...answersOf(route) },
})

const pathParameters = {
  room: { name: 'room', in: 'path', required: true, schema: jsonSchemaOf(Room) },
  source: { name: 'source', in: 'path', required: true, schema: jsonSchemaOf(Source) },
  id: { name: 'id', in: 'path', required: true, schema: jsonSchemaOf(MessageId) },
  key: {
    name: 'key',
    in: 'path',
    required: true,
    schema: { type: 'string', pattern: '^[0-9a-f]{40}$' },
  },
}

const queryParametersOf = ({ query }: Route): Json[] =>
  Object.entries<z.ZodType>(query?.shape ?? {}).map(([name, type]) => ({
    name,
    in: 'query',
    schema: jsonSchemaOf(type),
  }))

const contentOf = (bodies: Record<string, ShapeName>) =>
  mapValues(bodies, name => ({ schema: { $ref: schemaRef(name) } }))

const problemContent = { content: contentOf({ 'application/problem+json': 'Problem' }) }

const problemsOf = (route: Route): Json =>
  Object.fromEntries(
    Object.keys(problems)
      .filter(status => problems[Number(status)]!.of(route))
      .map(status => [status, { $ref: `#/components/responses/${status}` }]),
  )

const answersOf = ({ answers }: Route): Json =>
  mapValues(answers, ({ says, shape }, status) => {
    if (Number(status) >= 400) return { description: says, ...problemContent }
    return { description: says, ...(shape && { content: contentOf({ 'application/json': shape }) }) }
  })
