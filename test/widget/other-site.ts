import { once } from 'node:events'
import { createServer } from 'node:http'

/** A page of another site that embeds the widget of the stack at `url`. */
export const otherSite = async (
  url: string,
  room: string,
  token: string,
): Promise<{ address: string; close(): void }> => {
  const body = `<!doctype html><html lang="en"><title>Elsewhere</title>
    <script type="module" src="${url}/room-mood.js"></script>
    <room-mood room="${room}" url="${url}" token="${token}"></room-mood></html>`
  const server = createServer((_, response) => response.setHeader('content-type', 'text/html').end(body))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  return { address: `http://127.0.0.1:${port}/`, close: () => void server.close() }
}
