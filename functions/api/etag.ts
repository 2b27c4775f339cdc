import { createHash } from 'node:crypto'

/** An answer that may be kept, but not used again unasked: 304 where it is what the caller has already. */
export const tagged = (request: Request, answer: object, etag = etagOf(answer)): Response => {
  const headers = { etag, 'cache-control': 'private, no-cache' }
  return isKnown(request.headers.get('if-none-match'), etag)
    ? new Response(null, { status: 304, headers })
    : Response.json(answer, { headers })
}

const etagOf = (answer: object): string =>
  `"${createHash('sha256').update(JSON.stringify(answer)).digest('base64url').slice(0, 22)}"`

/** Weak comparison of a list of tags. https://www.rfc-editor.org/rfc/rfc9110#section-13.1.2 */
const isKnown = (ifNoneMatch: string | null, etag: string): boolean =>
  ifNoneMatch?.trim() === '*' ||
  (ifNoneMatch ?? '').split(',').some(tag => tag.trim().replace(/^W\//, '') === etag)
