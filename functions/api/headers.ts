import type { MiddlewareHandler } from 'hono'
import { cors } from 'hono/cors'

/** Answers are data: not to be run, framed, or kept where it was not said that they may be. */
export const secured: MiddlewareHandler = async (c, next) => {
  await next()
  c.header('X-Content-Type-Options', 'nosniff')
  c.header('Referrer-Policy', 'no-referrer')
  c.header('Cross-Origin-Resource-Policy', 'same-origin')
  if (!c.res.headers.has('Cache-Control')) c.header('Cache-Control', 'no-store')
}

/** What pages of other sites may send and see. In front of the functions the HTTP API says the same: serverless.yml. */
export const forPages = {
  methods: ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'],
  headers: ['Authorization', 'Content-Type', 'If-None-Match'],
  exposed: ['ETag', 'Retry-After', 'WWW-Authenticate'],
  maxAgeSeconds: 3_600,
}

/**
 * Pages of any site may read answers that a token was shown for: a token is no cookie, no browser adds it by itself.
 * What is granted without one, on the machine that the stack runs on, is for the stack's own page alone. On AWS, whose
 * pages may is decided before (the parameter `origins`): the HTTP API puts its own headers in place of these.
 */
export const shared = cors({
  origin: (_, c) => (showsToken(c.req.raw.headers) ? '*' : null),
  allowMethods: forPages.methods,
  allowHeaders: forPages.headers,
  exposeHeaders: forPages.exposed,
  maxAge: forPages.maxAgeSeconds,
})

const showsToken = (headers: Headers): boolean =>
  headers.has('authorization') ||
  /\bauthorization\b/i.test(headers.get('access-control-request-headers') ?? '')
