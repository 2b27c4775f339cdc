/*
 * What can be asked of AWS before anything is created: who we are, whether Lambda of the region has what we need, and
 * what there is already under the name. Nothing here changes anything.
 */
import { CloudFormationClient, DescribeStacksCommand, type Stack } from '@aws-sdk/client-cloudformation'
import { GetAccountSettingsCommand, LambdaClient, ListLayersCommand } from '@aws-sdk/client-lambda'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'

/** As serverless.yml has them. */
const RUNTIME = 'nodejs24.x'
const PROCESSOR = 'arm64'

export type Account = { id: string; who: string }

/** A question is asked twice, and for 5 s, so that a network that is away is told at once. */
const settings = (region: string) => ({
  region,
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 5_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
})

export type Asked<Answer> = { ok: true; answer: Answer } | { ok: false; fault: string }

/** The account that the credentials are of. */
export const askWho = async (region: string): Promise<Asked<Account>> => {
  const sts = new STSClient(settings(region))
  try {
    const { Account: id = '', Arn: who = '' } = await sts.send(new GetCallerIdentityCommand({}))
    return { ok: true, answer: { id, who } }
  } catch (error) {
    return { ok: false, fault: whyNot(error as NodeJS.ErrnoException, region) }
  } finally {
    sts.destroy()
  }
}

/** Name of the error -> what it means, and what to do. */
const refusals: Record<string, string> = {
  CredentialsProviderError:
    'no AWS credentials: run "aws configure" or "aws sso login", or set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
  InvalidClientTokenId:
    'AWS does not know the access key, or the region is not enabled in this account: look at AWS_PROFILE and AWS_ACCESS_KEY_ID, or enable the region in the account settings',
  UnrecognizedClientException:
    'AWS does not know the access key, or the region is not enabled in this account: look at AWS_PROFILE and AWS_ACCESS_KEY_ID, or enable the region in the account settings',
  SignatureDoesNotMatch:
    'AWS_SECRET_ACCESS_KEY does not belong to AWS_ACCESS_KEY_ID (or the clock of this machine is wrong): copy both again',
  ExpiredToken: 'the AWS credentials have expired: log in again, with "aws sso login" for instance',
  ExpiredTokenException: 'the AWS credentials have expired: log in again, with "aws sso login" for instance',
}

const whyNot = (error: NodeJS.ErrnoException, region: string): string => {
  if (error.code === 'ENOTFOUND')
    return `AWS does not answer in region "${region}": look at its name, and at the network of this machine`
  return (
    refusals[error.name] ??
    `AWS does not say who we are (${error.name}: ${error.message}): log in again, or try later`
  )
}

/**
 * Whether Lambda of the region knows our runtime on our processor: it refuses to list layers for one that it does not
 * know. Undefined where it does, or where we may not ask.
 */
export const askRuntime = async (region: string): Promise<string | undefined> => {
  const lambda = new LambdaClient(settings(region))
  const asked = { CompatibleRuntime: RUNTIME, CompatibleArchitecture: PROCESSOR, MaxItems: 1 } as const
  try {
    await lambda.send(new ListLayersCommand(asked))
    return undefined
  } catch (error) {
    const { name, code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOTFOUND' || /^(ValidationException|InvalidParameterValueException)$/.test(name))
      return `Lambda in ${region} has no ${RUNTIME} on ${PROCESSOR} (${message}): choose another region with --region`
    return undefined
  } finally {
    lambda.destroy()
  }
}

/** How many functions the account may run at once: 10 in a new account. Undefined where we may not ask. */
export const askConcurrency = async (region: string): Promise<number | undefined> => {
  const lambda = new LambdaClient(settings(region))
  try {
    const { AccountLimit } = await lambda.send(new GetAccountSettingsCommand({}))
    return AccountLimit?.ConcurrentExecutions
  } catch {
    return undefined
  } finally {
    lambda.destroy()
  }
}

/** The stack of this name, or undefined where there is none. Throws what AWS answers else. */
export const findStack = async (name: string, region: string): Promise<Stack | undefined> => {
  const client = new CloudFormationClient(settings(region))
  try {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: name }))
    return Stacks?.[0]
  } catch (error) {
    if (/does not exist/.test((error as Error).message)) return undefined
    throw error
  } finally {
    client.destroy()
  }
}

/** A stack in such a state takes no update. */
export const stackFault = (stack: Stack | undefined): string | undefined => {
  const { StackName: name, StackStatus: status = '' } = stack ?? {}
  if (/^(ROLLBACK_COMPLETE|ROLLBACK_FAILED|CREATE_FAILED|REVIEW_IN_PROGRESS|DELETE_FAILED)$/.test(status))
    return `stack "${name}" is left over from a try that failed (${status}): remove it with npm run remove, then deploy again`
  if (status.endsWith('_IN_PROGRESS'))
    return `stack "${name}" is being changed (${status}): wait until that is over`
  if (status === 'UPDATE_ROLLBACK_FAILED')
    return `stack "${name}" is stuck (${status}): choose "Continue update rollback" for it in the CloudFormation console`
  return undefined
}
