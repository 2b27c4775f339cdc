import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

/*
 * A stand-in of the parts of AWS that a deployment talks to, on the loopback: STS, the questions to Lambda,
 * CloudFormation with one stack, and S3 with one bucket. What is asked of it is kept, so that a test can say what was
 * changed and what was not.
 */
export type StubAws = {
  url: string
  /** 'GetCallerIdentity', 'ListLayers', 'CreateChangeSet', 'PutObject', … in the order in which they came. */
  calls: string[]
  /** Keys of what was put into the bucket. */
  objects: Set<string>
  /** The stack, or undefined while there is none. */
  stack: StubStack | undefined
  /** Action -> the error that it answers with, in place of an answer. */
  errors: Map<string, { code: string; message: string }>
  /** Functions at once that the account may run. */
  concurrency: number
  close(): Promise<void>
}

export type StubStack = { status: string; isProtected: boolean; outputs: Record<string, string> }

/** What changes something at AWS. */
export const CHANGES = /^(Create|Update|Delete|Execute|Put|Set|Upload|Complete)/

const OUTPUTS = {
  HttpApiUrl: 'https://a1b2c3.execute-api.eu-central-1.amazonaws.com',
  PostedQueueUrl: 'https://sqs.eu-central-1.amazonaws.com/123456789012/posted',
  DashboardUrl:
    'https://eu-central-1.console.aws.amazon.com/cloudwatch/home#dashboards/dashboard/roomtone-dev',
  AlarmTopicArn: 'arn:aws:sns:eu-central-1:123456789012:alarms',
  TokenSecretArn: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:TokenSecret-a1',
  TableName: 'roomtone-dev-Table-1X2Y',
  WidgetSnippet: '<room-mood room="all-hands"></room-mood>',
}

export const startStubAws = async (): Promise<StubAws> => {
  const aws = {
    ...{ calls: [], objects: new Set<string>(), stack: undefined, errors: new Map(), concurrency: 1_000 },
  } as Omit<StubAws, 'url' | 'close'>
  const server = createServer((request, response) => answer(aws, request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const close = async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
  return Object.assign(aws, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close })
}

type Aws = Omit<StubAws, 'url' | 'close'>

const answer = async (aws: Aws, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const body = await buffer(request)
  const url = new URL(request.url!, 'http://stub')
  const form = new URLSearchParams(body.toString())
  const action = form.get('Action') ?? targetOf(request) ?? actionOf(request.method!, url)
  aws.calls.push(action)
  const error =
    aws.errors.get(action) ??
    notThere[action] ??
    (needsStack(action) && !aws.stack ? noStack(form) : undefined)
  if (error) return refuse(response, action, error)
  if (action in json) return send(response, 'application/json', JSON.stringify(json[action]!(aws)))
  if (!form.has('Action')) return fromBucket(aws, action, url, response)
  const result = (queries[action] ?? (() => ''))(aws, form)
  send(
    response,
    'text/xml',
    `<${action}Response><${action}Result>${result}</${action}Result></${action}Response>`,
  )
}

/** 'AmazonEC2ContainerRegistry_V20150921.DescribeRepositories' -> 'DescribeRepositories' */
const targetOf = ({ headers }: IncomingMessage): string | undefined =>
  headers['x-amz-target'] === undefined ? undefined : String(headers['x-amz-target']).split('.').at(-1)

/** What osls looks for, and we do not have. */
const notThere: Record<string, { code: string; message: string }> = {
  DescribeRepositories: { code: 'RepositoryNotFoundException', message: 'there is none' },
}

/** What services that speak REST are asked. */
const actionOf = (method: string, url: URL): string => {
  if (url.pathname.endsWith('/layers')) return 'ListLayers'
  if (url.pathname.endsWith('/account-settings')) return 'GetAccountSettings'
  if (/\/functions\//.test(url.pathname)) return 'GetFunction'
  if (method === 'GET' && url.searchParams.has('location')) return 'GetBucketLocation'
  if (method === 'GET' && url.searchParams.has('versioning')) return 'GetBucketVersioning'
  if (method === 'GET' && url.searchParams.has('versions')) return 'ListObjectVersions'
  if (method === 'GET') return url.searchParams.has('list-type') ? 'ListObjectsV2' : 'GetObject'
  if (method === 'POST' && url.searchParams.has('delete')) return 'DeleteObjects'
  if (method === 'POST')
    return url.searchParams.has('uploads') ? 'CreateMultipartUpload' : 'CompleteMultipartUpload'
  return method === 'PUT'
    ? url.searchParams.has('partNumber')
      ? 'UploadPart'
      : 'PutObject'
    : `${method}Bucket`
}

const json: Record<string, (aws: Aws) => unknown> = {
  ListLayers: () => ({ Layers: [] }),
  GetAccountSettings: ({ concurrency }) => ({ AccountLimit: { ConcurrentExecutions: concurrency } }),
}

const needsStack = (action: string) => /^Describe(Stacks|StackResource|StackEvents)$/.test(action)
const noStack = (form: URLSearchParams) => ({
  code: 'ValidationError',
  message: `Stack with id ${form.get('StackName')} does not exist`,
})

/** What CloudFormation and STS are asked. A change is done as soon as it is asked for. */
const queries: Record<string, (aws: Aws, form: URLSearchParams) => string> = {
  GetCallerIdentity: () =>
    '<Arn>arn:aws:iam::123456789012:user/nora</Arn><UserId>AIDA</UserId><Account>123456789012</Account>',
  DescribeStacks: ({ stack }, form) =>
    `<Stacks><member>${described(stack!, form.get('StackName')!)}</member></Stacks>`,
  CreateChangeSet: (aws, form) => {
    aws.stack ??= { status: 'REVIEW_IN_PROGRESS', isProtected: false, outputs: OUTPUTS }
    return `<Id>change-1</Id><StackId>${form.get('StackName')}</StackId>`
  },
  DescribeChangeSet: () => '<Status>CREATE_COMPLETE</Status><ExecutionStatus>AVAILABLE</ExecutionStatus>',
  ExecuteChangeSet: aws => {
    aws.stack!.status = aws.stack!.status === 'REVIEW_IN_PROGRESS' ? 'CREATE_COMPLETE' : 'UPDATE_COMPLETE'
    return ''
  },
  UpdateTerminationProtection: (aws, form) => {
    aws.stack!.isProtected = form.get('EnableTerminationProtection') === 'true'
    return ''
  },
  DeleteStack: aws => {
    aws.stack = undefined
    return ''
  },
  DescribeStackEvents: ({ stack }, form) =>
    `<StackEvents><member>${event(stack!, form.get('StackName')!)}</member></StackEvents>`,
  DescribeStackResource: () =>
    '<StackResourceDetail><PhysicalResourceId>code</PhysicalResourceId></StackResourceDetail>',
}

const described = ({ status, isProtected, outputs }: StubStack, name: string): string =>
  [
    `<StackName>${name}</StackName><StackId>${name}</StackId><StackStatus>${status}</StackStatus>`,
    `<EnableTerminationProtection>${isProtected}</EnableTerminationProtection><Outputs>`,
    ...Object.entries(outputs).map(
      ([key, value]) =>
        `<member><OutputKey>${key}</OutputKey><OutputValue>${value.replaceAll('<', '&lt;')}</OutputValue></member>`,
    ),
    '</Outputs>',
  ].join('')

const event = ({ status }: StubStack, name: string): string =>
  [
    `<EventId>e-${status}</EventId><StackId>${name}</StackId><StackName>${name}</StackName>`,
    `<LogicalResourceId>${name}</LogicalResourceId><PhysicalResourceId>${name}</PhysicalResourceId>`,
    '<ResourceType>AWS::CloudFormation::Stack</ResourceType>',
    `<ResourceStatus>${status}</ResourceStatus><Timestamp>${new Date().toISOString()}</Timestamp>`,
  ].join('')

const fromBucket = (aws: Aws, action: string, url: URL, response: ServerResponse): void => {
  if (action === 'PutObject' || action === 'UploadPart') aws.objects.add(url.pathname)
  const bodies: Record<string, string> = {
    ListObjectsV2: '<ListBucketResult><KeyCount>0</KeyCount></ListBucketResult>',
    ListObjectVersions: '<ListVersionsResult></ListVersionsResult>',
    GetBucketLocation: '<LocationConstraint>eu-central-1</LocationConstraint>',
    CreateMultipartUpload:
      '<InitiateMultipartUploadResult><UploadId>1</UploadId></InitiateMultipartUploadResult>',
    CompleteMultipartUpload:
      '<CompleteMultipartUploadResult><Location>x</Location></CompleteMultipartUploadResult>',
  }
  response.setHeader('etag', '"1"')
  if (action === 'GetObject' || action === 'GetFunction') return void response.writeHead(404).end()
  send(response, 'application/xml', bodies[action] ?? '')
}

const send = (response: ServerResponse, type: string, text: string): void =>
  void response.writeHead(200, { 'content-type': type }).end(text)

const refuse = (
  response: ServerResponse,
  action: string,
  { code, message }: { code: string; message: string },
): void => {
  if (action in json || action in notThere)
    return void response
      .writeHead(400, { 'content-type': 'application/json', 'x-amzn-errortype': code })
      .end(JSON.stringify({ message }))
  const error = `<Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error>`
  response.writeHead(400, { 'content-type': 'text/xml' }).end(`<ErrorResponse>${error}</ErrorResponse>`)
}
