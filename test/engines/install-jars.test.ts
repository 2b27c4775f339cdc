import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const run = promisify(execFile)

test('npm run engines says what it leaves out where there is neither Java nor Maven, and how to have it', async () => {
  const env = { PATH: '/no/such/folder' }
  const { stdout } = await run(process.execPath, [join(import.meta.dirname, 'install-jars.ts')], { env })
  expect(stdout).toMatch(/^left out, because there is no Java and no Maven: .*elasticmq.*apt-get install/)
})
