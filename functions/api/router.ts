import { Hono } from 'hono'
import { type RouteName, routes } from '../../schemas/api.ts'
import { type Call, type Handlers, readCall } from './call.ts'
import { secured, shared } from './headers.ts'
import type { CommonPorts } from './ports.ts'
import { problemResponse, Refusal } from './problem.ts'

type AnyHandler = (call: Call<RouteName>) => Response | Promise<Response>

/** An app of these routes. Its `fetch` answers whatever comes, and never rejects. */
export const router = (handlers: Partial<Handlers<RouteName>>, ports: CommonPorts): Hono => {
  const app = new Hono().use(secured, shared)
  const handled = Object.entries(handlers) as [RouteName, AnyHandler][]
  for (const [name, handle] of handled)
    app.on(routes[name].method.toUpperCase(), routed(routes[name].path), async c =>
      handle(await readCall(ports.access, name, c.req.raw, c.req.param())),
    )
  for (const [path, allow] of allowedMethods(handled.map(([name]) => name)))
    app.all(routed(path), c =>
      problemResponse(
        new Refusal(405, `${path} does not take ${c.req.method}, but ${allow}`, { headers: { allow } }),
      ),
    )
  app.notFound(c =>
    problemResponse(new Refusal(404, `nothing is at ${c.req.path}; /openapi.json says what there is`)),
  )
  app.onError((error, c) => answerTo(error, c.req.raw, ports))
  return app
}

/** '/v1/rooms/{room}/mood' -> '/v1/rooms/:room/mood' */
const routed = (path: string) => path.replaceAll(/\{(\w+)\}/g, ':$1')

/** Path -> 'GET, HEAD, POST' */
const allowedMethods = (names: readonly RouteName[]): Map<string, string> => {
  const byPath = Map.groupBy(
    names.map(name => routes[name]),
    ({ path }) => path,
  )
  return new Map(
    [...byPath].map(([path, those]) => [
      path,
      those.map(({ method }) => (method === 'get' ? 'GET, HEAD' : method.toUpperCase())).join(', '),
    ]),
  )
}

/** Of a failure of ours the caller is told a reference, and the log what it stands for. */
const answerTo = (error: Error, { method, url }: Request, { makeId, report }: CommonPorts): Response => {
  if (error instanceof Refusal && error.cause === undefined) return problemResponse(error)
  const reference = makeId()
  const refusal =
    error instanceof Refusal
      ? error
      : new Refusal(500, 'something failed here; it is in the log', { cause: error })
  report({ reference, method, path: new URL(url).pathname, error: refusal.cause })
  return problemResponse(refusal, `urn:uuid:${reference}`)
}
