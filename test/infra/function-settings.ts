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
 * { PostedQueue: 'http://127.0.0.1:…/000000000000/PostedQueue', TokenSecret: 'the secret itself' }
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
  const joined: string = parts.map((part: unknown) => textOf(part, resolved)).join(separator)
  return joined.replace(/\{\{resolve:secretsmanager:(.+)\}\}/, '$1')
}
