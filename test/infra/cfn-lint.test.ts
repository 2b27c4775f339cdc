import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { packageTemplate, root, templateFile } from './template.ts'

/* The packaged template before AWS' own linter: every property of every resource, as the service documents it. */
const hasLinter = (() => {
  try {
    execFileSync('cfn-lint', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})()

const msk = 'kafka-cluster-arn=arn:aws:kafka:eu-central-1:123456789012:cluster/demo/6e1b2c3d-2'
const stacks: Record<string, string[]> = {
  'profile live': [],
  'profile thrifty, in production': ['--stage', 'prod', '--param', 'profile=thrifty'],
  'provisioned capacity': ['--param', 'capacity=provisioned', '--param', 'index-read-floor=7'],
  'profile live, with MSK': ['--param', msk],
  'profile thrifty, with a Kafka of one’s own': [
    ...['--param', 'profile=thrifty', '--param', 'kafka-bootstrap-servers=k-1.example.com:9092'],
    ...['--param', 'kafka-subnets=subnet-a1,subnet-b2', '--param', 'kafka-security-group=sg-c3'],
    ...['--param', 'alarm-email=night@example.com'],
  ],
}
const folderOf = (folder: string, stack: string) => path.join(folder, stack.replace(/\W+/g, '-'))

const name = hasLinter
  ? 'cfn-lint'
  : 'cfn-lint (needs cfn-lint: pip install -r infra/requirements.txt in an environment whose bin is in PATH)'

describe.runIf(hasLinter)(name, () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'roomtone-cfn-lint-'))
  beforeAll(async () => {
    for (const [stack, options] of Object.entries(stacks))
      await packageTemplate(folderOf(folder, stack), options)
  }, 240_000)
  afterAll(() => rmSync(folder, { recursive: true }))

  test.each(Object.keys(stacks))('finds nothing in the stack of %s', { timeout: 120_000 }, async stack => {
    const options = ['--config-file', path.join(root, 'infra', 'cfn-lint.yml')]
    const found = await promisify(execFile)('cfn-lint', [
      ...options,
      ...['--non-zero-exit-code', 'none', '-t', templateFile(folderOf(folder, stack))],
    ])
    expect(found.stdout.trim()).toBe('')
  })
})
