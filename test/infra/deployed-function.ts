import path from 'node:path'
import type { FunctionName } from '../../scripts/bundle.ts'
import { type Gate, openGate } from './aws-gate.ts'
import { type FunctionHandle, startBundle } from './function-handle.ts'
import { grantedTo } from './permissions.ts'
import { ofType, referred, type Template } from './template.ts'

export type DeployedFunction = FunctionHandle & {
  gate: Gate
  /** What its role grants, beside logging and what the event source does in its name. */
  granted: string[]
}

/** What the stack stands on here. */
export type Ground = {
  template: Template
  /** Folder of the bundles. */
  bundles: string
  /** Logical id -> what a reference to it gives: { PostedQueue: 'http://127.0.0.1:…/000000000000/PostedQueue' } */
  resolved: Record<string, string>
  /** Service of X-Amz-Target -> where it listens. */
  engines: Record<string, string>
}

const ofEventSource = /^(logs:|sqs:(ReceiveMessage|DeleteMessage|GetQueueAttributes))/

/** Start a bundle with the environment and the permissions that the template gives its function. */
export const startFunction = async (
  name: FunctionName,
  { template, bundles, resolved, engines }: Ground,
): Promise<DeployedFunction> => {
  const [, { Properties }] = ofType(template, 'AWS::Lambda::Function').find(([, one]) =>
    one.Properties.FunctionName.endsWith(`-${name}`),
  )!
  const permissions = grantedTo(template, referred(Properties.Role))
  const gate = await openGate(permissions, engines)
  const variables = Object.entries(Properties.Environment.Variables)
  const handle = await startBundle(path.join(bundles, name), {
    ...Object.fromEntries(variables.map(([variable, value]) => [variable, textOf(value, resolved)])),
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL: gate.url,
  })
  return {
    ...handle,
    gate,
    granted: permissions.filter(permission => !ofEventSource.test(permission)),
    stop: async () => {
      await handle.stop()
      await gate.close()
    },
  }
}

// biome-ignore lint/suspicious/noExplicitAny: a text, or what CloudFormation makes one of.
const textOf = (value: any, resolved: Ground['resolved']): string => {
  if (typeof value === 'string') return value
  if (value.Ref) return resolved[value.Ref] ?? value.Ref
  const [separator, parts] = value['Fn::Join']
  return parts.map((part: unknown) => textOf(part, resolved)).join(separator)
}
