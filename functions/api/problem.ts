import { STATUS_CODES } from 'node:http'
import type { z } from 'zod'
import { inWords } from '../../events/message.ts'
import type { Problem } from '../../schemas/problem.ts'

/** What is wrong, and where: '/3/text' in the body, 'query/limit' or 'path/room' outside it. */
export type Fault = NonNullable<Problem['errors']>[number]
type More = { errors?: Fault[]; headers?: Record<string, string>; cause?: unknown }

/**
 * What the API refuses with. Thrown, not returned, because whatever it interrupts has nothing left to do; router.ts
 * catches it, and nothing below functions/api knows it. A cause is for the log alone.
 */
export class Refusal extends Error {
  readonly status: number
  readonly more: More

  constructor(status: number, detail: string, more: More = {}) {
    super(detail, { cause: more.cause })
    this.status = status
    this.more = more
  }
}

/** 422, 'limit: Too big' -> {"type":"about:blank","title":"Unprocessable Entity","status":422,"detail":"limit: Too big"} */
export const problemResponse = (
  { status, message, more: { errors, headers } }: Refusal,
  instance?: string,
): Response => {
  const problem: Problem = {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail: message,
    ...(instance === undefined ? {} : { instance }),
    ...(errors === undefined ? {} : { errors }),
  }
  return new Response(JSON.stringify(problem), {
    status,
    headers: { ...headers, 'content-type': 'application/problem+json' },
  })
}

/** What the schema made of `value`, which stands at `at`. */
export const parseOr422 = <T>(schema: z.ZodType<T>, value: unknown, at: string): T => {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw unprocessable(faultsOf(parsed.error, at))
}

/** Where, as JSON Pointers (RFC 6901). ['data', 'text'] at '' -> '/data/text'; ['limit'] at 'query' -> 'query/limit' */
export const faultsOf = (error: z.ZodError, at: string): Fault[] =>
  error.issues.map(({ path, message }) => ({
    pointer: at + path.map(step => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''),
    detail: inWords(message),
  }))

export const unprocessable = (errors: Fault[]): Refusal => {
  const [first] = errors
  const others = errors.length > 1 ? ` (and ${errors.length - 1} more in errors)` : ''
  return new Refusal(422, `${first?.pointer || 'body'}: ${first?.detail}${others}`, { errors })
}

/** For what may go through when it is tried again. The log is told why, the caller only that. */
export const unavailable = (detail: string, cause: unknown): Refusal =>
  new Refusal(503, detail, { cause, headers: { 'retry-after': '5' } })
