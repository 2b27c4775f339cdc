import type { Trouble } from './api.ts'

/** What went wrong, and what to do next, for the reader of the page. */
export const explain = (trouble: Trouble, url: string): string => {
  if (trouble.is === 'away')
    return `${url || 'The server'} does not answer (${trouble.detail}). Trying again every few seconds.`
  const said = trouble.detail ? ` The server says: ${trouble.detail}` : ''
  const known: Record<number, string> = {
    401: `No valid token for this room: ask for a room token (they run out) and set it.${said}`,
    403: `This token does not open this room: ask for one with the read scope.${said}`,
    404: `No mood is served under ${url || 'this address'}: check the url and the room.${said}`,
    429: 'Asked too often. Slowing down.',
  }
  return known[trouble.status] ?? `The server has trouble (${trouble.status}). Trying again.${said}`
}
