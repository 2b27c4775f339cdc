import { routes } from '../../schemas/api.ts'
import type { Route } from '../../schemas/route.ts'

/** Which function of the API answers, as the HTTP API finds it. ('POST', '/v1/rooms/hall-0/messages') -> 'ingest' */
export const partOf = (method: string, at: string): Route['part'] => {
  const { pathname } = new URL(at, 'http://api.test')
  const found = Object.values<Route>(routes).find(
    route => route.method === method.toLowerCase() && patternOf(route.path).test(pathname),
  )
  return found?.part ?? 'query'
}

/** '/v1/rooms/{room}/mood' -> /^\/v1\/rooms\/[^/]+\/mood$/ */
const patternOf = (path: string): RegExp => new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`)
