/* An AWS that answers at once: an empty table that takes everything, and a queue that takes every message. */
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'

type Entries = { Entries?: { Id: string; MessageBody: string }[] }

export const openAws = async (): Promise<{ url: string; close(): void }> => {
  const server = createServer(async (request, response) => {
    const body = (await json(request)) as Entries
    response.writeHead(200, { 'content-type': request.headers['content-type'] })
    response.end(JSON.stringify(body.Entries ? { Successful: body.Entries.map(taken), Failed: [] } : {}))
  })
  server.keepAliveTimeout = 0
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** The SDK checks the sum. */
const taken = ({ Id, MessageBody }: { Id: string; MessageBody: string }) => ({
  Id,
  MessageId: Id,
  MD5OfMessageBody: createHash('md5').update(MessageBody).digest('hex'),
})
