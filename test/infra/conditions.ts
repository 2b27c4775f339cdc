/*
 * What CloudFormation makes of a template when it deploys it: parameters and functions are resolved, and a resource
 * whose condition does not hold is not there. Only what our templates use; whatever else comes is left as it is.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
 */
import type { Resource, Template } from './template.ts'

// biome-ignore lint/suspicious/noExplicitAny: any value of a template.
type Value = any
type Parameters = Record<string, string>
type Resolve = (value: Value) => Value

const NO_VALUE = Symbol('AWS::NoValue')

/** The resources of a stack that is deployed with these parameters. References to resources stay references. */
export const resourcesOf = (template: Template, given: Parameters = {}): Record<string, Resource> => {
  const parameters = Object.fromEntries(
    Object.entries(template.Parameters).map(([name, { Default }]) => [name, given[name] ?? Default]),
  )
  const resolve = resolver(template, parameters)
  const there = Object.entries(template.Resources).filter(
    ([, { Condition }]) => Condition === undefined || resolve({ Condition }),
  )
  return Object.fromEntries(
    there.map(([id, resource]) => [id, { ...resource, Properties: resolve(resource.Properties) }]),
  )
}

const resolver = ({ Conditions }: Template, parameters: Parameters): Resolve => {
  const functions: Record<string, (argument: Value) => Value> = {
    Ref: name => (name === 'AWS::NoValue' ? NO_VALUE : (parameters[name] ?? { Ref: name })),
    Condition: name => resolve(Conditions[name]),
    'Fn::Equals': ([a, b]) => resolve(a) === resolve(b),
    'Fn::Not': ([one]) => !resolve(one),
    'Fn::And': all => all.every(resolve),
    'Fn::Or': all => all.some(resolve),
    'Fn::If': ([condition, then, otherwise]) => resolve(resolve({ Condition: condition }) ? then : otherwise),
    'Fn::Split': ([separator, text]) => resolve(text).split(separator),
    'Fn::Select': ([at, list]) => resolve(list)[at],
    'Fn::Join': ([separator, parts]) => joined(separator, resolve(parts)),
  }
  const resolve: Resolve = value => {
    if (Array.isArray(value)) return value.map(resolve).filter(one => one !== NO_VALUE)
    if (typeof value !== 'object' || value === null) return value
    const [[name, argument] = [], ...more] = Object.entries(value)
    const known = more.length === 0 && name !== undefined ? functions[name] : undefined
    if (known) return known(argument)
    const fields = Object.entries(value).map(([key, one]) => [key, resolve(one)])
    return Object.fromEntries(fields.filter(([, one]) => one !== NO_VALUE))
  }
  return resolve
}

/** A text, where all of its parts are known. */
const joined = (separator: string, parts: Value[]): Value =>
  parts.every(part => typeof part === 'string') ? parts.join(separator) : { 'Fn::Join': [separator, parts] }
