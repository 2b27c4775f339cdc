import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'

const labels = `
  import { loadClassifier } from './functions/adapters/model-folder.ts'
  const { classify } = await loadClassifier('models/nano')
  await classify(['Brilliant, thank you!'])
`
const folderModel = pathToFileURL(path.resolve('functions/adapters/model-folder.ts')).href
const thread = `
  import { parentPort } from 'node:worker_threads'
  import { loadClassifier } from '${folderModel}'
  await (await loadClassifier('models/nano')).classify(['Brilliant, thank you!'])
  parentPort.postMessage({ is: 'ready' })
`
const inAThread = `
  import { startWorkerHandlers } from './functions/hosts/worker-handler.ts'
  await startWorkerHandlers(new URL(${JSON.stringify(`data:text/javascript,${encodeURIComponent(thread)}`)}), {}).ready
  process.exit()
`

/** What a program leaves in its temporary folder. Its environment is bare: where a variable names CI, the library is silent. */
const leftBy = (program: string, env: Record<string, string> = {}): string[] => {
  const folder = mkdtempSync(path.join(tmpdir(), 'roomtone-runtime-'))
  try {
    execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
      env: { TMPDIR: folder, HOME: folder, ...env },
    })
    return readdirSync(folder, { recursive: true }).map(String)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

// Its telemetry keeps an identifier of the device and what is not yet sent in files.
test.each([
  ['a process', labels],
  ['a thread', inAThread],
])('%s that labels starts no telemetry of ONNX Runtime: it leaves no file', (_, program) =>
  expect(leftBy(program)).toEqual([]),
)

test.runIf(process.platform === 'linux')(
  'left to itself, the library starts its telemetry: the files tell',
  () => expect(leftBy(labels, { ORT_DISABLE_TELEMETRY: '0' })).not.toEqual([]),
)

test('one file loads the library, so that none loads it with telemetry', () => {
  const sources = ['functions', 'bench', 'cli', 'scripts', 'infra'].flatMap(folder =>
    readdirSync(folder, { recursive: true }).map(file => path.join(folder, String(file))),
  )
  const loading = sources.filter(
    file => file.endsWith('.ts') && /(from|import\()\s*'onnxruntime-node'/.test(readFileSync(file, 'utf8')),
  )
  expect(loading).toEqual(['functions/adapters/onnx-runtime.ts'])
})
