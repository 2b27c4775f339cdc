import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect } from 'vitest'
import { EvalReport } from '../../schemas/eval-report.ts'
import { writeTinyModel } from '../functions/adapters/tiny-model.ts'
import { roomtone } from './run.ts'

/** `roomtone eval` of a file with this content, by the tiny model, in a folder that goes with the test file. */
export const evalRuns = () => {
  const at = { folder: '', model: '' }
  beforeAll(async () => {
    at.folder = await mkdtemp(join(tmpdir(), 'roomtone-eval-'))
    at.model = join(at.folder, 'tiny')
    await mkdir(at.model)
    await writeTinyModel(at.model)
  })
  afterAll(() => rm(at.folder, { recursive: true }))

  const evaluate = async (name: string, content: string | Uint8Array, ...args: string[]) => {
    const file = join(at.folder, name)
    await writeFile(file, content)
    return roomtone(['eval', file, '--model', at.model, ...args])
  }
  const reportOf = async (...given: Parameters<typeof evaluate>) => {
    const ran = await evaluate(...given, '--json')
    expect(ran).toMatchObject({ code: 0 })
    return { ...ran, report: EvalReport.parse(JSON.parse(ran.stdout)) }
  }
  return { at, evaluate, reportOf }
}
