import type { z } from 'zod'
import { type RouteName, routes } from '../../schemas/api.ts'
import { Room } from '../../schemas/message.ts'
import type { Route } from '../../schemas/route.ts'
import { EVERY_ROOM } from '../../schemas/token.ts'
import { type Access, demand } from './access.ts'
import { parseOr422, Refusal, unprocessable } from './problem.ts'
import { everything, type Grant } from './token.ts'

/** 'room' | 'key' of '/v1/rooms/{room}/messages/{key}' */
type Parameter<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Parameter<Rest>
  : never

/** A request to one route: allowed, and its parameters read as schemas/api.ts declares them. */
export type Call<Name extends RouteName> = {
  path: Record<Parameter<(typeof routes)[Name]['path']>, string>
  query: (typeof routes)[Name] extends { query: infer Query extends z.ZodType } ? z.output<Query> : unknown
  grant: Grant
  request: Request
}

/** What answers a route. It may throw a Refusal. */
export type Handlers<Name extends RouteName> = {
  [One in Name]: (call: Call<One>) => Response | Promise<Response>
}

/** Who may not ask is not told what was wrong with the question: the token is looked at first. */
export const readCall = async (
  access: Access,
  name: RouteName,
  request: Request,
  path: Record<string, string>,
): Promise<Call<RouteName>> => {
  const route: Route = routes[name]
  const grant = route.scope ? await access.grantOf(request) : everything
  refuseBrokenEscapes(request)
  const room = path.room === undefined ? EVERY_ROOM : parseOr422(Room, path.room, 'path/room')
  if (route.scope && route.covers !== 'found') demand(grant, route.scope, room)
  const query = route.query ? parseOr422(route.query, parametersOf(request), 'query') : {}
  return { path: { ...path, room }, query, grant, request } as Call<RouteName>
}

/** The router passes '%E0%A4%A' on as it is; it would become the name of a room. */
const refuseBrokenEscapes = ({ url }: Request): void => {
  try {
    decodeURIComponent(new URL(url).pathname)
  } catch {
    throw new Refusal(400, 'the path holds a broken percent escape: encode each part of it as UTF-8')
  }
}

const parametersOf = ({ url }: Request): Record<string, string> => {
  const parameters = new Map<string, string>()
  for (const [name, value] of new URL(url).searchParams) {
    if (parameters.has(name)) throw unprocessable([{ pointer: `query/${name}`, detail: 'stands twice' }])
    parameters.set(name, value)
  }
  return Object.fromEntries(parameters)
}
