import type { EventSource } from '../../infra/emulate/event-source.ts'
import { resourcesOf } from './conditions.ts'
import { referred, type Template } from './template.ts'

/** What the template gives a function: how Lambda would start it. */
export type FunctionSettings = {
  /** 'dist/functions/query/index.handler' */
  handler: string
  memoryMb: number
  timeoutMs: number
  env: Record<string, string>
  /** Logical id of its role. */
  role: string
}

/**
 * `resolved`: logical id -> what a reference to it gives here.
 * { PostedQueue: 'http://127.0.0.1:…/000000000000/PostedQueue', TokenSecret: 'TokenSecret' }
 */
export const settingsOf = (
  template: Template,
  name: string,
  resolved: Record<string, string>,
): FunctionSettings => {
  const { Properties } = Object.values(resourcesOf(template)).find(
    one => one.Type === 'AWS::Lambda::Function' && one.Properties.FunctionName.endsWith(`-${name}`),
  )!
  const variables = Object.entries(Properties.Environment.Variables)
  return {
    handler: Properties.Handler,
    memoryMb: Properties.MemorySize,
    timeoutMs: Properties.Timeout * 1000,
    env: Object.fromEntries(variables.map(([variable, value]) => [variable, textOf(value, resolved)])),
    role: referred(Properties.Role),
  }
}

// biome-ignore lint/suspicious/noExplicitAny: a text, or what CloudFormation makes one of.
const textOf = (value: any, resolved: Record<string, string>): string => {
  if (typeof value === 'string') return value
  if (value.Ref) return resolved[value.Ref] ?? value.Ref
  const [separator, parts] = value['Fn::Join']
  return parts.map((part: unknown) => textOf(part, resolved)).join(separator)
}

/** What the template has Lambda poll a queue with. */
export const queueSourceOf = (template: Template, queue: string): EventSource => {
  const { Properties } = Object.values(resourcesOf(template)).find(
    one =>
      one.Type === 'AWS::Lambda::EventSourceMapping' && referred(one.Properties.EventSourceArn) === queue,
  )!
  return {
    batchSize: Number(Properties.BatchSize),
    windowMs: Number(Properties.MaximumBatchingWindowInSeconds ?? 0) * 1000,
    maximumConcurrency: Number(Properties.ScalingConfig.MaximumConcurrency),
    partialResponses: (Properties.FunctionResponseTypes ?? []).includes('ReportBatchItemFailures'),
  }
}
