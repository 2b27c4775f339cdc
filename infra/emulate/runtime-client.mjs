/*
 * What Lambda calls the runtime: the process that loads a handler, asks the Runtime API for one event after another and
 * posts what the handler answers. In JavaScript, because Node would spend some 30 ms of a cold start on TypeScript.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 *
 *   node runtime-client.mjs      with AWS_LAMBDA_RUNTIME_API, LAMBDA_TASK_ROOT and _HANDLER in its environment
 */

/** As Lambda's own client asks for them: imports would load streams and a WebSocket client as well, 50 ms of every start. */
const { existsSync } = process.getBuiltinModule('node:fs')
const { Agent, request } = process.getBuiltinModule('node:http')
const path = process.getBuiltinModule('node:path')
const { pathToFileURL } = process.getBuiltinModule('node:url')
const { AWS_LAMBDA_RUNTIME_API, LAMBDA_TASK_ROOT, _HANDLER } = process.env
const api = `http://${AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime`
/** One connection for all: the API is on this machine, and a call waits for the one before it. */
const agent = new Agent({ keepAlive: true, maxSockets: 1 })

const call = (method, at, body = '') =>
  new Promise((resolve, reject) => {
    const headers = body === '' ? {} : { 'content-length': Buffer.byteLength(body) }
    const outgoing = request(`${api}/${at}`, { agent, method, headers }, answer => {
      const chunks = []
      answer.on('data', chunk => chunks.push(chunk))
      answer.on('end', () => resolve({ headers: answer.headers, body: Buffer.concat(chunks).toString() }))
      answer.on('error', reject)
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })

/** As Lambda shows a failure: { errorType: 'TypeError', errorMessage: 'x is not a function', trace: ['TypeError: …', …] } */
const faultOf = error =>
  error instanceof Error
    ? { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') }
    : { errorType: typeof error, errorMessage: String(error), trace: [] }

const named = (errorType, errorMessage) => Object.assign(new Error(errorMessage), { name: errorType })

/** 'dist/functions/query/index.handler' -> the function `handler` of dist/functions/query/index.mjs */
const load = async () => {
  const [, file, name] = /^(.+)\.([^./]+)$/.exec(_HANDLER) ?? []
  if (file === undefined) throw named('Runtime.MalformedHandlerName', `"${_HANDLER}" is not FILE.EXPORT`)
  const found = ['.mjs', '.js', '.cjs']
    .map(ending => path.join(LAMBDA_TASK_ROOT, file + ending))
    .find(one => existsSync(one))
  if (found === undefined) throw named('Runtime.ImportModuleError', `Cannot find module '${file}'`)
  const handler = (await import(pathToFileURL(found).href))[name]
  if (typeof handler !== 'function')
    throw named('Runtime.HandlerNotFound', `${_HANDLER} is undefined or not a function`)
  return handler
}

const contextOf = headers => {
  const deadlineMs = Number(headers['lambda-runtime-deadline-ms'])
  return {
    awsRequestId: headers['lambda-runtime-aws-request-id'],
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => deadlineMs - Date.now(),
  }
}

const CRASHED = 129

/** Tell the API what went wrong, and end: what an uncaught error leaves behind cannot be trusted. */
const giveUp = at => async error => {
  await call('POST', at(), JSON.stringify(faultOf(error))).catch(() => {})
  process.exit(CRASHED)
}

let current // id of the event in hand
process.on('uncaughtException', error => giveUp(() => failing())(error))
process.on('unhandledRejection', reason => {
  const { errorMessage } = faultOf(reason)
  giveUp(() => failing())(named('Runtime.UnhandledPromiseRejection', errorMessage))
})
const failing = () => (current === undefined ? 'init/error' : `invocation/${current}/error`)

const handler = await load().catch(giveUp(() => 'init/error'))
for (;;) {
  const { headers, body } = await call('GET', 'invocation/next').catch(() => process.exit(0)) // nobody is there any more
  current = headers['lambda-runtime-aws-request-id']
  try {
    const answer = JSON.stringify((await handler(JSON.parse(body), contextOf(headers))) ?? null)
    await call('POST', `invocation/${current}/response`, answer)
  } catch (error) {
    await call('POST', `invocation/${current}/error`, JSON.stringify(faultOf(error)))
  }
}
