/*
 * Bundles every function for Lambda:
 *
 *   dist/functions/<name>/index.mjs                 the handler and all it imports, one file
 *   dist/functions/<name>/onnxruntime_binding.node  only where the handler imports onnxruntime-node,
 *   dist/functions/<name>/libonnxruntime.so.1       for the processor that it runs on
 *
 *   node scripts/bundle.ts               arm64, into dist/functions: what serverless.yml packages
 *   node scripts/bundle.ts x64 DIR       another processor, another folder
 */
import { copyFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { type BuildOptions, build } from 'esbuild'
import { leanBuiltins } from './builtins.ts'
import { leanCredentials, leanImports } from './lean-packages.ts'

/** Processors that Lambda has, as Node names them. */
export type Arch = 'arm64' | 'x64'

export const functionNames = [
  'classify-sqs',
  'classify-kafka',
  'collect-dead-letters',
  'audit',
  'ingest',
  'query',
  'questions',
] as const
export type FunctionName = (typeof functionNames)[number]

const root = fileURLToPath(new URL('..', import.meta.url))

/** In a bundle of ES modules there is no `require`, and packages that are CommonJS ask for it. */
const requireForCommonJs =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);"

/**
 * Bundle all functions for one processor. Returns the folder of each: { 'ingest': '/…/dist/functions/ingest', … }
 * `withoutRuntime`: functions that are packed without a model, and so never ask for what runs one.
 */
export const bundleFunctions = async (
  arch: Arch,
  into: string,
  withoutRuntime: readonly FunctionName[] = [],
): Promise<Record<FunctionName, string>> => {
  const bundled = functionNames.map(async name => {
    const folder = path.join(into, name)
    await bundleFunction(name, arch, folder, !withoutRuntime.includes(name))
    return [name, folder]
  })
  return Object.fromEntries(await Promise.all(bundled))
}

export const bundleFunction = async (
  name: FunctionName,
  arch: Arch,
  folder: string,
  hasRuntime = true,
): Promise<void> => {
  await rm(folder, { recursive: true, force: true })
  const external = hasRuntime ? [] : ['onnxruntime-node']
  await bundle(path.join(root, 'functions', `${name}.ts`), arch, folder, { external })
}

/** Bundle one handler, with ONNX Runtime beside it where it is imported. `otherwise` is for what bench/ tries out. */
export const bundle = async (
  entry: string,
  arch: Arch,
  folder: string,
  otherwise: BuildOptions = {},
): Promise<void> => {
  const { metafile } = await build({
    entryPoints: [entry],
    outfile: path.join(folder, 'index.mjs'),
    absWorkingDir: root,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    // jsonc-parser's "main" asks for its parts in a way (UMD) that no bundler follows; its "module" does not.
    mainFields: ['module', 'main'],
    banner: { js: requireForCommonJs },
    // onnxruntime-node picks its binary by these: known now (and folded in), only the right one is copied.
    define: { 'process.platform': '"linux"', 'process.arch': `"${arch}"` },
    minifySyntax: true,
    plugins: [leanImports, leanCredentials, leanBuiltins],
    loader: { '.node': 'copy' },
    assetNames: '[name]',
    logLevel: 'warning',
    ...otherwise,
    metafile: true,
  })
  const needsRuntime = Object.keys(metafile.outputs).some(output => output.endsWith('.node'))
  if (needsRuntime) await copyRuntime(arch, folder)
}

/** The binding looks for the library beside itself ($ORIGIN). */
const copyRuntime = async (arch: Arch, folder: string): Promise<void> => {
  const main = createRequire(import.meta.url).resolve('onnxruntime-node')
  const library = 'libonnxruntime.so.1'
  await copyFile(
    path.join(path.dirname(main), '..', 'bin', 'napi-v6', 'linux', arch, library),
    path.join(folder, library),
  )
}

if (import.meta.main) {
  const [arch = 'arm64', into = path.join(root, 'dist', 'functions')] = process.argv.slice(2)
  if (arch !== 'arm64' && arch !== 'x64') throw new Error(`"${arch}" is no processor of Lambda: arm64 or x64`)
  await bundleFunctions(arch, into)
}
