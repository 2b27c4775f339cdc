import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const folders = ['events', 'schemas', 'functions', 'cli', 'widget', 'infra', 'scripts', 'bench', 'test']
const leftOut = new Set(['node_modules', 'dist', 'generated', 'samples'])

const filesIn = (folder: string): string[] =>
  readdirSync(join(root, folder), { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return leftOut.has(entry.name) ? [] : filesIn(path)
    return /\.(ts|js|mjs)$/.test(entry.name) ? [path] : []
  })
const textOf = (path: string) => readFileSync(join(root, path), 'utf8')

type Import = { from: string; to: string; isType: boolean }

/** An import or export statement that names its source, and import() of a literal. */
const IMPORT =
  /^\s*(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm

/** Paths of our own files are from the root; the version in package.json belongs to nobody, and is left out. */
const importsOf = (path: string, text = textOf(path)): Import[] =>
  [...text.matchAll(IMPORT)]
    .map(([, type, statement, dynamic]) => {
      const name = statement ?? dynamic ?? ''
      const to = name.startsWith('.') ? `./${relative(root, join(root, dirname(path), name))}` : name
      return { from: path, to, isType: type !== undefined }
    })
    .filter(({ to }) => to !== './package.json')

/** Where files lie, innermost first: which of our folders they may import from, and which packages. */
type Place = { name: string; in: RegExp; may: RegExp; packages: RegExp; typesOf?: RegExp }
const anything = /^[^.]/
const places: Place[] = [
  { name: 'schemas', in: /^schemas\//, may: /^schemas$/, packages: /^(zod|@hono\/zod-openapi|node:\w+)$/ },
  {
    name: 'events',
    in: /^events\//,
    may: /^(events|schemas)$/,
    packages: /^(zod|jsonc-parser|aws-lambda)$/,
    typesOf: /^functions\/pipeline$/,
  },
  {
    name: 'functions/pipeline',
    in: /^functions\/pipeline\//,
    may: /^(functions\/(pipeline|questions)|events|schemas)$/,
    packages: /^node:crypto$/,
  },
  {
    name: 'functions/model',
    in: /^functions\/model\//,
    // An encoder makes vectors as questions are compared by: how they lie in bytes stands there.
    may: /^(functions\/(model|pipeline|questions)|events|schemas)$/,
    packages: /^(node:crypto|entities\/decode)$/,
  },
  {
    name: 'functions/questions',
    in: /^functions\/questions\//,
    may: /^(functions\/questions|schemas)$/,
    packages: /^node:crypto$/,
  },
  {
    name: 'functions/rooms',
    in: /^functions\/rooms\//,
    may: /^(functions\/(rooms|questions|pipeline)|schemas)$/,
    packages: /^node:crypto$/,
  },
  {
    name: 'functions/adapters',
    in: /^functions\/adapters\//,
    may: /^(functions\/(adapters|model|pipeline)|events|schemas)$/,
    packages: anything,
  },
  {
    name: 'functions/api',
    in: /^functions\/api\//,
    may: /^(functions\/(api|rooms|questions|pipeline)|events|schemas)$/,
    packages: /^(hono|hono\/.+|@hono\/zod-openapi|jose|zod|node:crypto|node:http)$/,
  },
  {
    name: 'functions/hosts and the handlers',
    in: /^functions\/(hosts\/|[^/]+$)/,
    may: /^(functions(\/\w+)?|events|schemas)$/,
    packages: anything,
  },
  { name: 'widget', in: /^widget\//, may: /^widget/, packages: anything, typesOf: /^schemas$/ },
  {
    name: 'infra/emulate',
    in: /^infra\/emulate\//,
    may: /^(infra|functions|events|schemas)\b/,
    packages: anything,
  },
  { name: 'cli', in: /^cli\//, may: /^(cli|functions|events|schemas|infra)\b/, packages: anything },
]

const faultOf = ({ from, to, isType }: Import): string | undefined => {
  const place = places.find(({ in: where }) => where.test(from))
  if (!place) return undefined
  const folder = to.startsWith('./') ? dirname(to.slice(2)) : undefined
  const isAllowed =
    folder === undefined
      ? place.packages.test(to)
      : place.may.test(folder) || (isType && (place.typesOf?.test(folder) ?? false))
  return isAllowed ? undefined : `${from} imports ${to}`
}

const files = folders.flatMap(filesIn)

describe('imports point inward', () => {
  test.each(places.map(place => [place.name, place] as const))('from %s', (_, place) => {
    const own = files.filter(path => place.in.test(path))
    expect(own.length).toBeGreaterThan(0)
    expect(own.flatMap(path => importsOf(path).flatMap(one => faultOf(one) ?? []))).toEqual([])
  })

  test.each([
    ['functions/pipeline/record.ts', "import { openSqliteStore } from '../adapters/sqlite-store.ts'"],
    ['functions/pipeline/record.ts', "import { readFileSync } from 'node:fs'"],
    ['functions/pipeline/record.ts', "import type { SQSClient } from '@aws-sdk/client-sqs'"],
    ['functions/pipeline/record.ts', "const { a } = await import('../adapters/a.ts')"],
    ['functions/pipeline/record.ts', "import { handler } from '../query.ts'"],
    ['functions/questions/groups.ts', "import { messageKey } from '../pipeline/keys.ts'"],
    ['functions/questions/groups.ts', "import { keptRooms } from '../rooms/rooms.ts'"],
    ['functions/rooms/rooms.ts', "import { Refusal } from '../api/problem.ts'"],
    ['functions/questions/vector.ts', "import { makeEncoder } from '../model/encoder.ts'"],
    ['functions/model/classifier.ts', "import * as ort from 'onnxruntime-node'"],
    ['functions/api/app.ts', "export { a } from '../adapters/data-folder.ts'"],
    ['functions/adapters/sqlite-store.ts', "import {\n  a,\n  b,\n} from '../hosts/sqs-loop.ts'"],
    ['events/message.ts', "import { processBatch } from '../functions/pipeline/process-batch.ts'"],
    ['schemas/message.ts', "import '../events/json.ts'"],
    ['infra/emulate/sandbox.ts', "import { build } from '../../scripts/bundle.ts'"],
    ['widget/room-mood.ts', "import { limits } from '../schemas/limits.ts'"],
  ])('and one that points outward is seen: in %s, %s', (path, line) => {
    expect(importsOf(path, line).map(faultOf)).toEqual([expect.stringContaining(`${path} imports `)])
  })
})

test('no file or folder is named after nothing in particular', () => {
  const vague = /^(utils?|helpers?|common|misc|managers?|index)$/
  const words = (path: string) => [...dirname(path).split('/'), basename(path).replace(/\.(test\.)?\w+$/, '')]
  expect(files.filter(path => words(path).some(word => vague.test(word)))).toEqual([])
})

test('no file passes on what another exports: there are no barrels', () => {
  const passesOn = /^export\s+(type\s+)?(\*|\{[^}]*\})(\s+as\s+\w+)?\s+from\b/m
  expect("export {\n  a,\n} from './a.ts'").toMatch(passesOn)
  expect(files.filter(path => passesOn.test(textOf(path)))).toEqual([])
})

test('nothing is exported as default, but by configurations', () => {
  const withDefault = files.filter(path => /^export default\b/m.test(textOf(path)))
  expect(withDefault.filter(path => !/\.config\.ts$/.test(path))).toEqual([])
})
