/**
 * A shell line that posts a message. Single quotes keep the shell out of the address; encodeURIComponent leaves
 * them as they are, so they are written %27. A token is named, never shown.
 */
export const postCommand = (origin: string, room: string, withToken: boolean): string =>
  [
    `curl '${origin}/v1/rooms/${encodeURIComponent(room).replaceAll("'", '%27')}/messages'`,
    `-H 'content-type: application/json'`,
    ...(withToken ? ['-H "authorization: Bearer $ROOMTONE_TOKEN"'] : []),
    `-d '{"text":"So glad this works on my phone"}'`,
  ].join(' \\\n  ')
