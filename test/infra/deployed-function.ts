import path from 'node:path'
import { startFunction } from '../../infra/emulate/start-function.ts'
import type { FunctionName } from '../../scripts/bundle.ts'
import { unzip } from '../../scripts/zip.ts'
import { type GuardedGate, openGuardedGate } from './aws-gate.ts'
import { settingsOf } from './function-settings.ts'
import { grantedTo } from './permissions.ts'
import type { Template } from './template.ts'

export type DeployedFunction = {
  /** What it answers. Throws where it fails. */
  invoke<Result>(event: unknown): Promise<Result>
  gate: GuardedGate
  /** What its role grants, beside logging and what the event source does in its name. */
  granted: string[]
  stop(): Promise<void>
}

/** What the stack stands on here. */
export type Ground = {
  template: Template
  /** Holds .serverless/ with the zips; each is unpacked beside it. */
  folder: string
  /** Logical id -> what a reference to it gives: { PostedQueue: 'http://127.0.0.1:…/000000000000/PostedQueue' } */
  resolved: Record<string, string>
  /** Service of X-Amz-Target -> where it listens. */
  engines: Record<string, string>
}

const ofEventSource = /^(logs:|sqs:(ReceiveMessage|DeleteMessage|GetQueueAttributes))/

/** Unpack a zip and start it as Lambda does, with what the template gives its function: environment, time, permissions. */
export const deployFunction = async (
  name: FunctionName,
  { template, folder, resolved, engines }: Ground,
): Promise<DeployedFunction> => {
  const { role, env, ...settings } = settingsOf(template, name, resolved)
  const permissions = grantedTo(template, role)
  const gate = await openGuardedGate(permissions, engines)
  const unpacked = path.join(folder, 'unpacked', name)
  unzip(path.join(folder, '.serverless', `${name}.zip`), unpacked)
  const running = await startFunction({
    ...settings,
    name,
    folder: unpacked,
    env: { ...env, AWS_ENDPOINT_URL: gate.url },
    throttled: false, // tests want to be through
    log: withoutMetrics,
  })
  return {
    gate,
    granted: permissions.filter(permission => !ofEventSource.test(permission)),
    invoke: async event => {
      const { answer, error } = await running.invoke(event)
      if (error) throw new Error(`${name}: ${error.errorType}: ${error.errorMessage}`)
      return answer as never
    },
    stop: async () => {
      await running.stop()
      await gate.close()
    },
  }
}

/** What a test's reader wants of a function's log: its failures. */
const withoutMetrics = (text: string): void => {
  const others = text.split('\n').filter(line => line !== '' && !line.startsWith('{"_aws"'))
  for (const line of others) process.stderr.write(`${line}\n`)
}
