/*
 * The HTTP API, route by route. The server (functions/api) takes its paths, scopes and parameters from here, and the
 * OpenAPI document is made of it, so that neither can say what the other does not.
 */
import { correctionRoutes } from './correction-routes.ts'
import { letterRoutes } from './letter-routes.ts'
import { questionRoutes } from './question-routes.ts'
import { roomRoutes } from './room-routes.ts'
import type { Route } from './route.ts'

export const routes = {
  ...roomRoutes,
  ...questionRoutes,
  ...correctionRoutes,
  ...letterRoutes,
  health: {
    method: 'get',
    path: '/health',
    summary: 'Whether the server is up',
    part: 'query',
    answers: { 200: { says: 'It is', shape: 'Health' } },
  },
  openApi: {
    method: 'get',
    path: '/openapi.json',
    summary: 'This document',
    part: 'query',
    answers: { 200: { says: 'OpenAPI 3.1' } },
  },
} as const satisfies Record<string, Route>

export type RouteName = keyof typeof routes

const hasScope = (route: Route) => route.scope !== undefined
const hasBody = (route: Route) => route.bodies !== undefined

/** The problems that are the same wherever they occur, and which routes answer with them. */
export const problems: Record<number, { says: string; of: (route: Route) => boolean }> = {
  400: {
    says: 'It cannot be read: broken UTF-8, JSON (a key twice, too deep), percent escape or cursor',
    of: hasScope,
  },
  401: { says: 'No token, or one that is not valid (any more)', of: hasScope },
  403: { says: 'The token is for another room, or lacks the scope', of: hasScope },
  413: { says: 'More than 16 KiB a message', of: hasBody },
  415: { says: 'A media type that is not read here', of: hasBody },
  422: {
    says: 'It can be read, and is not what it should be: errors says where',
    of: ({ path, query }) => path.includes('{') || query !== undefined,
  },
  500: { says: 'A bug or an outage: instance names it in the log', of: () => true },
}
