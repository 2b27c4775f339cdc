import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What runs a stage: a command before the JSON of its task. `ending` is of its networks' files. */
export type Host = { name: string; ending: 'onnx' | 'pt' } & ({ command: string[] } | { missing: string })

const runner = fileURLToPath(new URL('runner.py', import.meta.url))

/** Python is found by ROOMTONE_PYTHON, or is python3. Nobody needs it, so what is missing is said and left out. */
export const hosts = (scratch: string, env: Record<string, string | undefined>): Host[] => {
  const python = env.ROOMTONE_PYTHON || 'python3'
  const withPython = (name: string, what: string, ending: Host['ending'], modules: string[]): Host => {
    const missing = missingIn(python, modules)
    return { name, ending, ...(missing ? { missing } : { command: [python, runner, what] }) }
  }
  return [
    { name: 'Node', ending: 'onnx', command: [process.execPath, join(scratch, 'index.mjs')] },
    withPython('Python, ONNX Runtime', 'onnx', 'onnx', ['onnxruntime', 'numpy', 'tokenizers']),
    withPython('Python, PyTorch', 'torch', 'pt', ['torch', 'transformers', 'tokenizers']),
  ]
}

const missingIn = (python: string, modules: readonly string[]): string | undefined => {
  const find = `import importlib.util as u; print(*(m for m in ${JSON.stringify(modules)} if not u.find_spec(m)))`
  try {
    const missing = execFileSync(python, ['-c', find], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    return missing.trim() === ''
      ? undefined
      : `${python} has no ${missing.trim().split(' ').join(', ')}: pip install them`
  } catch {
    return `there is no ${python}: install Python, or name it with ROOMTONE_PYTHON`
  }
}

/** PyTorch reads weights of its own making. */
export const writeWeights = (host: Host, scratch: string): void => {
  if (host.ending !== 'pt' || 'missing' in host) return
  const [python] = host.command
  for (const shape of ['bert-base', 'distilled'])
    execFileSync(python!, [runner, 'weights', shape, join(scratch, `${shape}.pt`)], {
      stdio: ['ignore', 2, 2],
    })
}
