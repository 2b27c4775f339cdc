/*
 * `npm run package [-- --arch x64] [-- what osls takes: --stage, --param, …]`: bundles the functions, has osls write the
 * template and the zips into .serverless/, and fails where a zip is over its limit (package-limits.ts) or a model is not
 * whole. Needs no account and no network.
 *
 * The zips are the same, byte for byte, wherever and whenever they are made of the same files: bundles name no folder of
 * the machine, and osls sorts what it packs, dates it to 1980 and keeps of its mode only whether it can be executed.
 */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { packNetwork } from '../functions/adapters/packed-network.ts'
import { type Arch, bundleFunctions, functionNames } from './bundle.ts'
import { checkSizes, mb, type Zip } from './package-limits.ts'
import { checkModels, packedModels } from './packed-models.ts'
import { zipEntries } from './zip.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

export type Packaging = {
  /**
   * Holds serverless.yml, infra/ and models/; gets dist/functions/, .serverless/ and, in its models, packed networks. The
   * project, unless said otherwise.
   */
  folder?: string
  arch: Arch
  /** What serverless.yml reads, and osls as well: ROOMTONE_MODEL, ROOMTONE_SIMILARITY_MODEL, … */
  env: Record<string, string | undefined>
  /** What osls is told beside "package": ['--stage', 'prod'] */
  args?: readonly string[]
}

export type Package = Zip & { file: string; sha256: string }

/** As Lambda calls processors. */
const architectures: Record<Arch, string> = { arm64: 'arm64', x64: 'x86_64' }

/** Throws an error that says what is wrong and what to do: a model that is not whole, a zip over its limit, osls' own. */
export const writePackages = async ({
  folder = root,
  arch,
  env,
  args = [],
}: Packaging): Promise<Package[]> => {
  const models = packedModels(env)
  await checkModels(folder, models)
  for (const model of Object.values(models)) if (model) await packNetwork(path.join(folder, model))
  await bundleFunctions(arch, path.join(folder, 'dist', 'functions'), models.similarity ? [] : ['questions'])
  const osls = path.join(root, 'node_modules', 'serverless', 'bin', 'serverless.js')
  await promisify(execFile)(process.execPath, [osls, 'package', ...args], {
    cwd: folder,
    env: {
      ...env,
      ROOMTONE_ARCH: architectures[arch],
      ROOMTONE_SIMILARITY_MODEL: models.similarity ?? 'no',
    },
  }).catch(({ stdout, stderr }) => {
    throw new Error(`osls could not package the stack:\n${stdout}${stderr}`)
  })
  const packages = functionNames.map(name => packageOf(name, path.join(folder, '.serverless', `${name}.zip`)))
  const faults = checkSizes(packages, { arch, ...models })
  if (faults.length > 0) throw new Error(faults.join('\n'))
  return packages
}

const packageOf = (name: string, file: string): Package => {
  const zip = readFileSync(file)
  const sha256 = createHash('sha256').update(zip).digest('hex')
  return { name, file, bytes: zip.length, entries: zipEntries(file), sha256 }
}

/** ['--arch', 'x64', '--stage', 'prod'] -> { arch: 'x64', args: ['--stage', 'prod'] } */
export const readArch = (given: readonly string[]): { arch: Arch; args: string[] } => {
  const args = given.flatMap(one =>
    one.startsWith('--arch=') ? ['--arch', one.slice('--arch='.length)] : one,
  )
  const at = args.indexOf('--arch')
  const [, arch = ''] = at === -1 ? [undefined, 'arm64'] : args.splice(at, 2)
  if (arch === 'arm64' || arch === 'x64') return { arch, args }
  throw new Error(`"${arch}" is no processor of Lambda: --arch arm64 or --arch x64`)
}

const tell = (packages: readonly Package[]): void => {
  for (const { name, bytes, entries, sha256 } of packages) {
    const unpacked = entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
    console.log(
      `${name.padEnd(22)}${mb(bytes).padStart(8)}${mb(unpacked).padStart(9)} unpacked  sha256 ${sha256}`,
    )
  }
}

if (import.meta.main) {
  try {
    const { arch, args } = readArch(process.argv.slice(2))
    tell(await writePackages({ arch, env: process.env, args }))
  } catch (error) {
    console.error((error as Error).message)
    process.exitCode = 1
  }
}
