import { cpSync, readFileSync } from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import type { Arch } from '../../scripts/bundle.ts'
import { writePackages } from '../../scripts/package.ts'

export type Resource = {
  Type: string
  Condition?: string
  DeletionPolicy?: string
  // biome-ignore lint/suspicious/noExplicitAny: what a resource's properties are is what the tests ask.
  Properties: Record<string, any>
}
export type Template = {
  Resources: Record<string, Resource>
  Parameters: Record<string, { Default: string }>
  // biome-ignore lint/suspicious/noExplicitAny: a condition is any nesting of functions.
  Conditions: Record<string, any>
}

export const root = fileURLToPath(new URL('../..', import.meta.url))

/** What osls packages, copied into `folder`, so that two test files can do it at once. */
export const copyStack = (folder: string): void => {
  for (const name of ['serverless.yml', 'infra', 'models'])
    cpSync(path.join(root, name), path.join(folder, name), { recursive: true })
}

/**
 * Bundle and package the stack as a deployment with these `variables` does, without an account or a network. The zips
 * and the template lie in folder/.serverless.
 */
export const packageStack = async (
  folder: string,
  variables: Record<string, string> = {},
  arch: Arch = 'arm64',
): Promise<Template> => {
  copyStack(folder)
  await writePackages({ folder, arch, env: { ...process.env, ...variables } })
  return readTemplate(folder)
}

export const readTemplate = (folder: string): Template => {
  const template = path.join(folder, '.serverless', 'cloudformation-template-update-stack.json')
  return JSON.parse(readFileSync(template, 'utf8'))
}

export const ofType = (template: Template, type: string): [logicalId: string, Resource][] =>
  Object.entries(template.Resources).filter(([, { Type }]) => Type === type)

/** What a reference within the template points at: { 'Fn::GetAtt': ['PostedQueue', 'Arn'] } -> 'PostedQueue' */
export const referred = (value: { Ref?: string; 'Fn::GetAtt'?: [string, string] }): string =>
  value.Ref ?? value['Fn::GetAtt']?.[0] ?? ''
