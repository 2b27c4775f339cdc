import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { functionNames } from '../../scripts/bundle.ts'
import { copyStack, root } from '../infra/template.ts'
import { CHANGES, type StubAws, startStubAws } from './stub-aws.ts'

/* npm run deploy and npm run remove as processes, before a stand-in of AWS. Nothing here may reach AWS itself. */
const folder = mkdtempSync(path.join(tmpdir(), 'roomtone-deploy-'))
let aws: StubAws

beforeAll(async () => {
  copyStack(folder)
  aws = await startStubAws()
})
afterAll(async () => {
  await aws.close()
  rmSync(folder, { recursive: true })
})
beforeEach(() => {
  aws.calls.length = 0
  aws.objects.clear()
  aws.errors.clear()
  aws.stack = undefined
})

const keys = { AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: 'secret' }
const changes = () => aws.calls.filter(call => CHANGES.test(call))

type Ran = { code: number; stdout: string; stderr: string }

/** As npm does it, without a terminal; nothing of this machine's AWS settings is seen. */
const run = (script: 'deploy' | 'remove', args: string[], env: Record<string, string> = keys): Promise<Ran> =>
  new Promise(resolve => {
    const nobody = {
      ...{ AWS_ENDPOINT_URL: aws.url, AWS_EC2_METADATA_DISABLED: 'true', AWS_REGION: 'eu-central-1' },
      ...{ AWS_CONFIG_FILE: '/nowhere', AWS_SHARED_CREDENTIALS_FILE: '/nowhere' },
    }
    const PATH = process.env.PATH ?? ''
    const options = {
      cwd: folder,
      env: { PATH, HOME: folder, ROOMTONE_MODEL: 'models/nano', ...nobody, ...env },
    }
    const child = execFile(
      process.execPath,
      [path.join(root, 'scripts', `${script}.ts`), ...args],
      options,
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    )
    child.stdin?.end()
  })

describe('npm run deploy', () => {
  test('tells all that is wrong at once, and creates nothing', { timeout: 120_000 }, async () => {
    const args = ['--param', 'shards=many', '--param', 'origins=https://example.com/', '--yes']
    const { code, stdout, stderr } = await run('deploy', args, {
      ROOMTONE_MODEL: 'models/missing',
      ROOMTONE_SIMILARITY_MODEL: 'models/nano',
    })
    expect(code).toBe(1)
    expect(stdout).toBe('')
    expect(stderr).toContain('Nothing was created:')
    expect(stderr).toContain('parameter shards: "many" is no whole number')
    expect(stderr).toContain('parameter origins:')
    expect(stderr).toContain('cannot read models/missing/model.json of the model: there is no such file')
    expect(stderr).toContain('ROOMTONE_MODEL')
    expect(stderr).toMatch(
      /models\/nano\/model\.json does not describe .+ROOMTONE_SIMILARITY_MODEL \(which may be "no"/,
    )
    expect(stderr).toContain('no AWS credentials: run "aws configure"')
    expect(aws.calls).toEqual([])
  })

  test('asks, and where nobody is there to answer does nothing', async () => {
    const { code, stderr } = await run('deploy', ['--stage', 'prod'])
    expect([code, stderr]).toEqual([1, expect.stringContaining('give --yes if you mean it')])
    expect(aws.calls).toEqual([])
  })

  test('refuses a stage that cannot be part of a name, before it asks anybody', async () => {
    const { code, stderr } = await run('deploy', ['--stage', 'Prod', '--yes'])
    expect([code, stderr]).toEqual([1, expect.stringContaining('give one such as prod')])
    expect(aws.calls).toEqual([])
  })

  test('on a dry run says what it would create and what that costs, and creates nothing', {
    timeout: 480_000,
  }, async () => {
    aws.concurrency = 10
    const { code, stdout, stderr } = await run('deploy', ['--dry-run'])
    expect([code, stderr]).toEqual([0, expect.stringContaining('A dry run: nothing was created.')])
    expect(stderr).toContain('may run 10 functions at once, and classify-concurrency is 20')
    expect(stdout).toContain('Creates the stack roomtone-dev in eu-central-1, account 123456789012')
    expect(stdout).toMatch(/To upload: .+questions \d/)
    expect(stdout).toContain('7 functions, 1 table, 2 queues, 1 HTTP API, 1 secret')
    expect(stdout).toMatch(/About \$\d+\.\d\d a month while nobody posts/)
    expect(changes()).toEqual([])
  })

  test('creates a stack, uploads every zip, protects it and says what to do with it', {
    timeout: 480_000,
  }, async () => {
    const { code, stdout, stderr } = await run('deploy', ['--stage', 'prod', '--yes'])
    expect([code, stderr]).toEqual([0, expect.stringContaining('Service deployed to stack roomtone-prod')])
    const uploaded = [...aws.objects].map(object => path.basename(object))
    for (const name of functionNames) expect(uploaded).toContain(`${name}.zip`)
    expect(aws.stack).toMatchObject({ isProtected: true })
    expect(changes()).toContain('SetStackPolicy')
    for (const said of Object.values(aws.stack!.outputs).filter(value => !value.includes('Table')))
      expect(stdout).toContain(said)
    expect(stdout).toContain('npx roomtone token all-hands')
  })

  test('leaves alone a stack that is left over from a try that failed', { timeout: 120_000 }, async () => {
    aws.stack = { status: 'ROLLBACK_COMPLETE', isProtected: false, outputs: {} }
    const { code, stderr } = await run('deploy', ['--yes'])
    expect([code, stderr]).toEqual([1, expect.stringContaining('npm run remove, then deploy again')])
    expect(changes()).toEqual([])
  })
})

describe('npm run remove', () => {
  const outputs = { TableName: 'roomtone-Table-1X2Y', HttpApiUrl: 'https://a1.example.com' }

  test('says where it looked in vain', async () => {
    const { code, stderr } = await run('remove', ['--yes'])
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining('there is no stack "roomtone-dev" in eu-central-1 of account 123456789012'),
    ])
  })

  test('says what will be lost, and does nothing while nobody says yes', async () => {
    aws.stack = { status: 'UPDATE_COMPLETE', isProtected: false, outputs }
    const { code, stdout } = await run('remove', [])
    expect(code).toBe(1)
    expect(stdout).toContain('The table roomtone-Table-1X2Y goes, with every message')
    expect(changes()).toEqual([])
  })

  test('removes a stage that is not protected whole', { timeout: 120_000 }, async () => {
    aws.stack = { status: 'UPDATE_COMPLETE', isProtected: false, outputs }
    const { code, stderr } = await run('remove', ['--yes'])
    expect([code, stderr]).toEqual([0, expect.anything()])
    expect(aws.stack).toBeUndefined()
    expect(changes()).not.toContain('UpdateTerminationProtection')
  })

  test.each([[[]], [['--really-remove', 'dev']]])(
    'refuses a protected stage without its name as a second word: %s',
    async args => {
      aws.stack = { status: 'UPDATE_COMPLETE', isProtected: true, outputs }
      const { code, stdout, stderr } = await run('remove', ['--stage', 'prod', '--yes', ...args])
      expect(code).toBe(1)
      expect(stdout).toContain('The table roomtone-Table-1X2Y stays')
      expect(stderr).toContain('npm run remove -- --stage prod --really-remove prod')
      expect(changes()).toEqual([])
    },
  )

  test('removes a protected stage when asked twice', { timeout: 120_000 }, async () => {
    aws.stack = { status: 'UPDATE_COMPLETE', isProtected: true, outputs }
    const { code } = await run('remove', ['--stage', 'prod', '--really-remove', 'prod', '--yes'])
    expect(code).toBe(0)
    expect(aws.stack).toBeUndefined()
    expect(changes()).toContain('UpdateTerminationProtection')
  })
})
