import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { root } from './template.ts'

/** A bundled function in a process of its own, as Lambda runs it. */
export type FunctionHandle = {
  invoke<Result>(event: unknown): Promise<Result>
  /** What it has written to stdout so far: its log. */
  said(): string
  stop(): Promise<void>
}

const driver = fileURLToPath(new URL('function-process.ts', import.meta.url))

/** Resolves once the handler can be called. `env` is the whole environment: nothing of this process' is added. */
export const startBundle = async (folder: string, env: Record<string, string>): Promise<FunctionHandle> => {
  const stdio = ['ignore', 'pipe', 'inherit', 'ipc'] as const
  const child = fork(driver, [path.join(folder, 'index.mjs')], {
    ...{ cwd: root, env, execArgv: [], stdio: [...stdio] },
  })
  let said = ''
  child.stdout?.setEncoding('utf8').on('data', text => {
    said += text
  })
  const { ready } = await answerOf(child)
  if (!ready) throw new Error(`${folder}/index.mjs exports no function "handler"`)
  return {
    invoke: async event => {
      child.send(event as object)
      const { result, error } = await answerOf(child)
      if (error) throw new Error(error)
      return result
    },
    said: () => said,
    stop: async () => {
      if (child.kill()) await once(child, 'exit')
    },
  }
}

const answerOf = async (child: ChildProcess) => {
  const stopped = new AbortController()
  const ended = once(child, 'exit', { signal: stopped.signal }).then(([code]) => {
    throw new Error(`the function ended with exit code ${code}: its output above says why`)
  })
  ended.catch(() => {})
  const [answer] = await Promise.race([once(child, 'message'), ended])
  stopped.abort()
  return answer
}

/** A function of the API, called by API Gateway's HTTP API (payload 2.0). Query parameters are part of `at`. */
export const httpEvent = (method: string, at: string, token?: string, body?: unknown) => {
  const { pathname, search } = new URL(at, 'http://api.test')
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: decodeURIComponent(pathname),
    rawQueryString: search.slice(1),
    headers: {
      host: 'api.test',
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    requestContext: { domainName: 'api.test', stage: '$default', http: { method, path: pathname } },
    body: body === undefined ? null : JSON.stringify(body),
    isBase64Encoded: false,
  }
}
