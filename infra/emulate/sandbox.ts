/* The process of a function: its runtime, the API that the runtime asks, and how it ends. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { openRuntimeApi, type RuntimeApi } from './runtime-api.ts'
import type { Share } from './share.ts'
import type { FunctionOptions } from './start-function.ts'

export type Sandbox = {
  api: RuntimeApi
  /** Resolves when the process has ended, with how: 'exit status 1', 'signal: SIGKILL' */
  ended: Promise<string>
  hasEnded(): boolean
  /** The most that it held in memory; 0 once it is gone. */
  peakMemoryMb(): number
  /** Kill it, if need be, and close the API. */
  end(): Promise<void>
}

const runtime = fileURLToPath(new URL('runtime-client.mjs', import.meta.url))

export const openSandbox = async (options: FunctionOptions, share: Share): Promise<Sandbox> => {
  const api = await openRuntimeApi()
  const [command, ...given] = share.command([process.execPath, runtime])
  // In a group of its own, so that a Ctrl-C at the terminal reaches only us, and we end it in good order.
  const child = spawn(command!, given, {
    cwd: options.folder,
    env: environmentOf(options, api.address),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  const { log = (text: string) => void process.stderr.write(text) } = options
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', log)
  const ended = endOf(child)
  return {
    api,
    ended,
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    peakMemoryMb: () => peakMemoryMb(child.pid),
    end: async () => {
      kill(child)
      await ended
      await api.close()
    },
  }
}

/** What Lambda sets, as far as code can ask for it. https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html */
const environmentOf = (
  { folder, handler, env, memoryMb, name = 'function' }: FunctionOptions,
  api: string,
) => ({
  PATH: '/usr/local/bin:/usr/bin:/bin',
  TZ: ':UTC',
  LANG: 'en_US.UTF-8',
  AWS_REGION: 'us-east-1',
  AWS_DEFAULT_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  ...env,
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
  AWS_LAMBDA_FUNCTION_NAME: name,
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
  AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
  AWS_LAMBDA_LOG_STREAM_NAME: 'local',
  AWS_LAMBDA_RUNTIME_API: api,
  LAMBDA_TASK_ROOT: folder,
  _HANDLER: handler,
})

const endOf = async (child: ChildProcess): Promise<string> => {
  const [code, signal] = await Promise.race([
    once(child, 'close'),
    once(child, 'error').then(([error]) => [error.message, null]),
  ])
  return signal ? `signal: ${signal}` : `exit status ${code}`
}

/** Its whole group: whatever the function has started ends with it. */
const kill = ({ pid }: ChildProcess): void => {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}

/** 'VmHWM:   182344 kB' -> 178.1 */
const peakMemoryMb = (pid: number | undefined): number => {
  try {
    const [, kilobytes = '0'] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return Math.round(Number(kilobytes) / 102.4) / 10
  } catch {
    return 0
  }
}
