import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { packedFiles } from '../../functions/adapters/packed-network.ts'
import { type Package, writePackages } from '../../scripts/package.ts'
import { unzip } from '../../scripts/zip.ts'
import { copyStack, ofType, readTemplate } from './template.ts'

/* The zips of one stack, packaged twice: in two folders, in two time zones, of files of another age and mode. */
const folder = mkdtempSync(path.join(tmpdir(), 'roomtone-zips-'))
const MODEL = 'models/nano'
const variables = { ...process.env, ROOMTONE_MODEL: MODEL, ROOMTONE_SHADOW_MODEL: '' }
let here: Package[]
let there: Package[]

const packageIn = (name: string, TZ: string, prepare: (at: string) => void) => {
  const at = path.join(folder, name)
  mkdirSync(at)
  copyStack(at)
  prepare(at)
  return writePackages({ folder: at, arch: 'x64', env: { ...variables, TZ } })
}

beforeAll(async () => {
  here = await packageIn('here', 'UTC', () => {})
  there = await packageIn('over there', 'Pacific/Kiritimati', at => {
    const file = path.join(at, MODEL, 'vocab.txt')
    chmodSync(file, 0o600)
    utimesSync(file, 0, 1_000_000_000)
  })
}, 240_000)
afterAll(() => rmSync(folder, { recursive: true }))

test('zips are the same byte for byte, wherever and whenever they are made', () => {
  const sums = (packages: Package[]) => packages.map(({ name, sha256 }) => `${name} ${sha256}`)
  expect(sums(there)).toEqual(sums(here))
})

test('functions packaged for x64 run on x64', () => {
  const functions = ofType(readTemplate(path.join(folder, 'here')), 'AWS::Lambda::Function')
  expect(functions.length).toBeGreaterThan(0)
  for (const [id, { Properties }] of functions) expect(Properties.Architectures, id).toEqual(['x86_64'])
})

test('what is unpacked is what was packed', () => {
  const { file, entries } = here.find(({ name }) => name === 'classify-sqs')!
  const unpacked = path.join(folder, 'unpacked')
  unzip(file, unpacked)
  expect(entries.map(({ name }) => path.basename(name)).toSorted()).toEqual(
    [
      'index.mjs',
      'libonnxruntime.so.1',
      'onnxruntime_binding.node',
      ...Array(2)
        .fill(['model.json', ...packedFiles, 'vocab.txt'])
        .flat(),
    ].toSorted(),
  )
  for (const { name, sizeBytes } of entries) {
    expect(statSync(path.join(unpacked, name)).size).toBe(sizeBytes)
    expect(
      readFileSync(path.join(unpacked, name)).equals(readFileSync(path.join(folder, 'here', name))),
    ).toBe(true)
  }
})

test('a zip that was damaged or cut short is not unpacked', () => {
  const bytes = readFileSync(here.find(({ name }) => name === 'query')!.file)
  const file = path.join(folder, 'damaged.zip')
  const unpackOf = (damaged: Buffer) => () => {
    writeFileSync(file, damaged)
    unzip(file, path.join(folder, 'damaged'))
  }
  expect(unpackOf(bytes.subarray(0, 100_000))).toThrow('no zip or was cut short')
  bytes.writeUInt8(bytes.readUInt8(1_000) ^ 1, 1_000)
  expect(unpackOf(bytes)).toThrow()
})
