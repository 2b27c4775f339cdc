import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import process from 'node:process'
import { promisify } from 'node:util'
import { Failure } from '../../cli/failure.ts'
import type { Parameters, ParametersByStage } from './parameters.ts'

/** Which stack is meant, and how it differs from the defaults. */
export type Target = { stage: string; region: string; given: Parameters }

/** Holds serverless.yml: npm runs its scripts in the project. */
export const folder = process.cwd()

const program = createRequire(import.meta.url).resolve('serverless/bin/serverless.js')

export const optionsOf = ({ stage, region, given }: Target): string[] => [
  ...['--stage', stage, '--region', region],
  ...Object.entries(given).flatMap(([name, value]) => ['--param', `${name}=${value}`]),
]

/** Run osls in this terminal. Throws a Failure where it ends otherwise than well: it has said why. */
export const osls = async (command: string, target: Target, more: string[] = []): Promise<void> => {
  const child = spawn(process.execPath, [program, command, ...optionsOf(target), ...more], {
    cwd: folder,
    stdio: 'inherit',
  })
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Failure(`osls ${command} failed: see above`)
}

export type Configuration = {
  params: ParametersByStage
  /** A profile is the parameters that it decides: { batch: 10, window: 0, … } */
  custom: {
    profiles: Record<string, Record<string, number>>
    model: string
    shadow: string
    similarity: string
  }
}

/** serverless.yml with its variables filled in, as the stage has them. Nothing is created, and no network is needed. */
export const configurationOf = async (stage: string, region: string): Promise<Configuration> => {
  const options = optionsOf({ stage, region, given: {} })
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [program, 'print', '--format', 'json', ...options],
    { cwd: folder, maxBuffer: 16 * 1024 * 1024 },
  ).catch(error => {
    throw new Failure(`serverless.yml cannot be read: ${error.stdout || error.stderr || error.message}`)
  })
  return JSON.parse(stdout)
}
