/*
 * A stand-in of DynamoDB that keeps nothing and answers at once, for measuring all the rest: a process of its own, so
 * that it takes no time of the thread that is measured. Sends its port to whoever forked it.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Nothing stands anywhere, and whatever is written is written. */
const answers: Record<string, string> = {
  TransactWriteItems: '{}',
  PutItem: '{}',
  BatchGetItem: '{"Responses":{},"UnprocessedKeys":{}}',
  Query: '{"Items":[],"Count":0,"ScannedCount":0}',
}

const server = createServer((request, response) => {
  const action = String(request.headers['x-amz-target']).split('.').at(-1)!
  request.resume().on('end', () => {
    const answer = answers[action]
    response.writeHead(answer === undefined ? 400 : 200, { 'content-type': 'application/x-amz-json-1.0' })
    response.end(answer ?? JSON.stringify({ __type: 'ValidationException', message: `${action}: not here` }))
  })
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => process.send!((server.address() as AddressInfo).port))
process.on('disconnect', () => process.exit())
