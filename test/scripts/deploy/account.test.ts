import process from 'node:process'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { askConcurrency, askRuntime, askWho, findStack, stackFault } from '../../../scripts/deploy/account.ts'
import { type StubAws, startStubAws } from '../stub-aws.ts'

let aws: StubAws
beforeAll(async () => {
  aws = await startStubAws()
})
afterAll(() => aws.close())

beforeEach(() => {
  for (const name of Object.keys(process.env).filter(one => one.startsWith('AWS_')))
    vi.stubEnv(name, undefined)
  vi.stubEnv('AWS_ENDPOINT_URL', aws.url)
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true')
  vi.stubEnv('AWS_CONFIG_FILE', '/nowhere')
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nowhere')
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIA')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret')
})
afterEach(() => {
  vi.unstubAllEnvs()
  aws.errors.clear()
})

const REGION = 'eu-central-1'

describe('who we are', () => {
  test('is told by STS', async () => {
    const answer = { id: '123456789012', who: 'arn:aws:iam::123456789012:user/nora' }
    expect(await askWho(REGION)).toEqual({ ok: true, answer })
  })

  test('without credentials nobody is asked, and the cure is told', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', undefined)
    const before = aws.calls.length
    expect(await askWho(REGION)).toEqual({
      ...{ ok: false, fault: expect.stringMatching(/^no AWS credentials: run "aws configure"/) },
    })
    expect(aws.calls).toHaveLength(before)
  })

  test.each([
    ['InvalidClientTokenId', /does not know the access key, or the region is not enabled/],
    ['SignatureDoesNotMatch', /AWS_SECRET_ACCESS_KEY does not belong to/],
    ['ExpiredToken', /have expired: log in again/],
    ['SomethingNew', /SomethingNew: no.*log in again, or try later/],
  ])('%s has a cure', async (code, fault) => {
    aws.errors.set('GetCallerIdentity', { code, message: 'no' })
    expect(await askWho(REGION)).toEqual({ ok: false, fault: expect.stringMatching(fault) })
  })
})

describe('the region', () => {
  test('that knows the runtime on the processor is fine, and so is one that we may not ask', async () => {
    expect(await askRuntime(REGION)).toBeUndefined()
    aws.errors.set('ListLayers', { code: 'AccessDeniedException', message: 'not you' })
    expect(await askRuntime(REGION)).toBeUndefined()
  })

  test('that does not know it is named', async () => {
    aws.errors.set('ListLayers', { code: 'InvalidParameterValueException', message: 'must satisfy enum' })
    expect(await askRuntime(REGION)).toMatch(
      /Lambda in eu-central-1 has no nodejs24.x on arm64 .*: choose another region with --region/,
    )
  })

  test('says how many functions may run at once, if it says', async () => {
    expect(await askConcurrency(REGION)).toBe(1_000)
    aws.errors.set('GetAccountSettings', { code: 'AccessDeniedException', message: 'not you' })
    expect(await askConcurrency(REGION)).toBeUndefined()
  })
})

describe('the stack', () => {
  test('that is not there is none, and any other error is one', async () => {
    aws.stack = undefined
    expect(await findStack('roomtone-dev', REGION)).toBeUndefined()
    aws.errors.set('DescribeStacks', { code: 'AccessDenied', message: 'not you' })
    await expect(findStack('roomtone-dev', REGION)).rejects.toThrow('not you')
  })

  test.each([
    ['CREATE_COMPLETE', undefined],
    ['UPDATE_COMPLETE', undefined],
    ['UPDATE_ROLLBACK_COMPLETE', undefined],
    ['ROLLBACK_COMPLETE', /failed \(ROLLBACK_COMPLETE\): remove it with npm run remove/],
    ['REVIEW_IN_PROGRESS', /failed.*npm run remove/],
    ['UPDATE_IN_PROGRESS', /is being changed.*wait/],
    ['UPDATE_ROLLBACK_FAILED', /Continue update rollback/],
  ])('%s', (status, fault) => {
    const said = stackFault({
      StackName: 'roomtone-dev',
      StackStatus: status as 'CREATE_COMPLETE',
      CreationTime: undefined,
    })
    if (fault) expect(said).toMatch(fault)
    else expect(said).toBeUndefined()
  })
})
