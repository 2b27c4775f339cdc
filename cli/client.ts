import { type Command, InvalidArgumentError, Option } from 'commander'
import { Failure } from './failure.ts'

/*
 * The API of a running stack, as the commands use it. Whatever goes wrong is a Failure that says what to do;
 * NoAnswer is the one that may pass by itself.
 */

export const DEFAULT_URL = 'http://127.0.0.1:4000'

/** How long one request may take before it counts as unanswered. An audit may look for 20 s. */
const REQUEST_MS = 30_000

/** Nothing answered, or only that it cannot now: the same request may succeed in a moment. */
export class NoAnswer extends Failure {
  /** Of the answer that said so; none: there was none. */
  readonly status: number | undefined
  constructor(message: string, status?: number) {
    super(message)
    this.status = status
  }
}

/** The stack answered, and refused. */
export class Refused extends Failure {
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

export type Server = { url: string; token?: string | undefined }

export type Call = {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Added to the path as its query; what is undefined is left out. */
  query?: Record<string, string | number | undefined>
  body?: unknown
  signal?: AbortSignal
}

/** `path` is made by `at`, so that every part of it is escaped. */
export type Client = { url: string; call<Answer>(path: string, call?: Call): Promise<Answer> }

/** at`/v1/rooms/${'Q&A #1'}/mood` -> '/v1/rooms/Q%26A%20%231/mood' */
export const at = (parts: TemplateStringsArray, ...values: string[]): string =>
  String.raw({ raw: parts }, ...values.map(encodeURIComponent))

export const connect = ({ url, token }: Server): Client => ({
  url,
  call: async (path, call = {}) => {
    const answer = await answerTo(url, path, token, call)
    if (!answer.ok) throw refusal(url, answer, token !== undefined)
    return (answer.text === '' ? undefined : parse(url, answer.text)) as never
  },
})

type Answer = { status: number; ok: boolean; text: string }

const answerTo = async (
  url: string,
  path: string,
  token: string | undefined,
  call: Call,
): Promise<Answer> => {
  const { method = 'GET', query = {}, body, signal } = call
  const target = new URL(`${url}${path}`)
  for (const [name, value] of Object.entries(query))
    if (value !== undefined) target.searchParams.set(name, String(value))
  const timeout = AbortSignal.timeout(REQUEST_MS)
  try {
    const response = await fetch(target, {
      method,
      headers: {
        accept: 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    })
    return { status: response.status, ok: response.ok, text: await response.text() }
  } catch (error) {
    signal?.throwIfAborted()
    throw unanswered(url, error as Error)
  }
}

const unanswered = (url: string, error: Error): Failure => {
  const cause = (error.cause ?? error) as NodeJS.ErrnoException
  const causes = cause instanceof AggregateError ? (cause.errors as NodeJS.ErrnoException[]) : [cause]
  if (causes.some(({ code }) => code === 'ECONNREFUSED'))
    return new NoAnswer(`nothing answers at ${url}: start it with \`npm start\`, or give --url`)
  if (causes.some(({ code }) => code === 'ENOTFOUND'))
    return new Failure(`no such host: ${new URL(url).hostname}; check --url`)
  if (error.name === 'TimeoutError')
    return new NoAnswer(`no answer from ${url} within ${REQUEST_MS / 1000} s; is it overloaded?`)
  return new NoAnswer(`the connection to ${url} failed: ${cause.message || error.message}`)
}

const parse = (url: string, text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    throw new Failure(`${url} answers, but not as roomtone does: is another program listening there?`)
  }
}

type Problem = { title?: string; detail?: string }

const advice: Record<number, (hasToken: boolean) => string> = {
  401: hasToken =>
    hasToken
      ? '; ROOMTONE_TOKEN holds no valid token: make a new one with `roomtone token`'
      : '; give a token in ROOMTONE_TOKEN (`roomtone token` makes one)',
  403: () => '; the token in ROOMTONE_TOKEN does not allow this: it names a room and scopes',
}

const refusal = (url: string, { status, text }: Answer, hasToken: boolean): Failure => {
  const problem = problemIn(text)
  if (!problem && status === 404)
    return new Failure(`${url} answers, but not as roomtone does: is another program listening there?`)
  const why = problem?.detail ?? problem?.title ?? `HTTP ${status} from ${url}`
  const message = `${why}${advice[status]?.(hasToken) ?? ''}`
  return status === 429 || status >= 500 ? new NoAnswer(message, status) : new Refused(status, message)
}

const problemIn = (text: string): Problem | undefined => {
  try {
    const value = JSON.parse(text) as Problem | null
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

const readUrl = (value: string): string => {
  const url = URL.parse(value)
  if (!url || !/^https?:$/.test(url.protocol))
    throw new InvalidArgumentError('give a URL such as http://127.0.0.1:4000')
  return value.replace(/\/+$/, '')
}

export type ServerOptions = { url: string }

/** For every command that talks to a stack. The token is read from the environment alone: arguments show in `ps`. */
export const withServer = (command: Command): Command =>
  command
    .addOption(
      new Option('--url <url>', 'the stack to talk to')
        .env('ROOMTONE_URL')
        .default(DEFAULT_URL)
        .argParser(readUrl),
    )
    .addHelpText('after', '\nA stack that wants a token gets the one in ROOMTONE_TOKEN.')

export const clientOf = ({ url }: ServerOptions): Client =>
  connect({ url, token: process.env.ROOMTONE_TOKEN || undefined })
