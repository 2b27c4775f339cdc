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

/**
 * Pages of any site may read answers that a token was shown for: a token is no cookie, no browser adds it by itself.
 * What is granted without one, on the machine that the stack runs on, is for the stack's own page alone.
 */
export const shared = cors({
  origin: (_, c) => (showsToken(c.req.raw.headers) ? '*' : null),
  allowMethods: ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'],
  allowHeaders: ['Authorization', 'Content-Type', 'If-None-Match'],
  exposeHeaders: ['ETag', 'Retry-After', 'WWW-Authenticate'],
  maxAge: 600,
})

const showsToken = (headers: Headers): boolean =>
  headers.has('authorization') ||
  /\bauthorization\b/i.test(headers.get('access-control-request-headers') ?? '')
