import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { checkModelCard } from '../../schemas/model.ts'
import { checkModelFolder } from '../../scripts/model-files.ts'
import { readArch } from '../../scripts/package.ts'

const project = path.join(import.meta.dirname, '..', '..')
const model = 'models/nano'
let root: string
const file = (name: string) => path.join(root, model, name)
const check = (folder = model) => checkModelFolder(root, 'ROOMTONE_MODEL', folder, checkModelCard)

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'roomtone-models-'))
  cpSync(path.join(project, model), path.join(root, model), { recursive: true })
})
afterEach(() => rmSync(root, { recursive: true }))

test('a model that is whole is packed', () => {
  expect(() => check()).not.toThrow()
})

test.each(['models/away', '/tmp/elsewhere', ''])('"%s" is no model of the project, and is named', folder => {
  expect(() => check(folder)).toThrow(`ROOMTONE_MODEL: "${folder}" is no model folder of this project`)
})

test.each(['model.onnx', 'vocab.txt'])('a %s that was cut short is found before anything is packed', name => {
  writeFileSync(file(name), readFileSync(file(name)).subarray(0, 1_000))
  expect(() => check()).toThrow(
    /(model\.onnx|vocab\.txt) is not the file .+1000 bytes.+fetch the folder again/,
  )
})

test.each(['model.onnx', 'vocab.txt'])('a %s that is not there is found before anything is packed', name => {
  rmSync(file(name))
  expect(() => check()).toThrow(`ROOMTONE_MODEL: models/nano/${name} is not there`)
})

test('a model.json that describes no model is found before anything is packed', () => {
  writeFileSync(file('model.json'), '{')
  expect(() => check()).toThrow('models/nano/model.json does not describe a model')
})

test('--arch names a processor of Lambda, and the rest is for osls', () => {
  expect(readArch([])).toEqual({ arch: 'arm64', args: [] })
  expect(readArch(['--stage', 'prod', '--arch', 'x64', '--param', 'a=b'])).toEqual({
    arch: 'x64',
    args: ['--stage', 'prod', '--param', 'a=b'],
  })
  expect(readArch(['--arch=arm64'])).toEqual({ arch: 'arm64', args: [] })
  for (const given of [['--arch', 'x86'], ['--arch']])
    expect(() => readArch(given)).toThrow('--arch arm64 or --arch x64')
})
