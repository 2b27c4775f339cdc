import { expect, test } from 'vitest'
import { partOf } from '../../../infra/emulate/part-of.ts'
import { routes } from '../../../schemas/api.ts'
import type { Route } from '../../../schemas/route.ts'

const described = Object.values<Route>(routes).map(({ method, path, part }) => [method, path, part] as const)

test.each(described)('%s %s is for the function %s, whatever stands in its braces', (method, path, part) => {
  expect(partOf(method.toUpperCase(), `${path.replaceAll(/\{\w+\}/g, 'all%20hands')}?limit=1`)).toBe(part)
})
