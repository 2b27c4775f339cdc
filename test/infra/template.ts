import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type Arch, functionNames } from '../../scripts/bundle.ts'
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
  Outputs: Record<string, { Description?: string; Value: unknown }>
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

/** The template alone, with functions of one line and no model: a second instead of a minute. `options` of osls package. */
export const packageTemplate = async (folder: string, options: string[] = []): Promise<Template> => {
  for (const name of ['serverless.yml', 'infra'])
    cpSync(path.join(root, name), path.join(folder, name), { recursive: true })
  for (const name of functionNames) write(path.join(folder, 'dist', 'functions', name, 'index.mjs'))
  write(path.join(folder, 'models', 'sentiment', 'model.json'))
  const osls = path.join(root, 'node_modules', 'serverless', 'bin', 'serverless.js')
  await promisify(execFile)(process.execPath, [osls, 'package', ...options], { cwd: folder })
  return readTemplate(folder)
}

const write = (file: string): void => {
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, '{}')
}

export const templateFile = (folder: string): string =>
  path.join(folder, '.serverless', 'cloudformation-template-update-stack.json')

export const readTemplate = (folder: string): Template =>
  JSON.parse(readFileSync(templateFile(folder), 'utf8'))

export const ofType = (template: Template, type: string): [logicalId: string, Resource][] =>
  Object.entries(template.Resources).filter(([, { Type }]) => Type === type)

/** What a reference within the template points at: { 'Fn::GetAtt': ['PostedQueue', 'Arn'] } -> 'PostedQueue' */
export const referred = (value: { Ref?: string; 'Fn::GetAtt'?: [string, string] }): string =>
  value.Ref ?? value['Fn::GetAtt']?.[0] ?? ''
