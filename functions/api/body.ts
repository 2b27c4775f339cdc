import { parseJson } from '../../events/json.ts'
import { limits } from '../../schemas/limits.ts'
import { Refusal } from './problem.ts'

/** A full POST of messages at their largest. */
const MAX_BODY_BYTES = limits.messagesPerPost * limits.bodyBytes

export type Body = { type: string; value: unknown; bytes: number }

/** A body of one of these media types, read as strictly as one off the queue. Refuses with 400, 413 or 415. */
export const readBody = async (request: Request, types: readonly string[]): Promise<Body> => {
  const type = mediaTypeOf(request.headers, types)
  const bytes = await readBytes(request)
  const json = parseJson(decode(bytes))
  if (!json.ok) throw new Refusal(400, `the body is not JSON that can be read in one way only: ${json.why}`)
  return { type, value: json.value, bytes: bytes.byteLength }
}

const mediaTypeOf = (headers: Headers, types: readonly string[]): string => {
  const [type = '', ...parameters] = (headers.get('content-type') ?? '').toLowerCase().split(/\s*;\s*/)
  const charset = parameters.find(parameter => parameter.startsWith('charset='))
  if (!types.includes(type.trim()))
    throw new Refusal(415, `the Content-Type is ${type || 'missing'}: send ${types.join(' or ')}`)
  if (charset && !/^charset="?utf-8"?$/.test(charset))
    throw new Refusal(415, `the body is said to be in ${charset.slice(8)}: send UTF-8`)
  if (headers.has('content-encoding'))
    throw new Refusal(415, `the body is encoded with ${headers.get('content-encoding')}: send it plain`)
  return type.trim()
}

const readBytes = async ({ headers, body }: Request): Promise<Uint8Array> => {
  const declared = Number(headers.get('content-length') ?? 0)
  if (declared > MAX_BODY_BYTES) throw tooLarge(`${declared} bytes`)
  const bytes = await readAtMost(body ?? [], MAX_BODY_BYTES).catch(() => {
    throw new Refusal(400, 'the body broke off before its end')
  })
  if (bytes === undefined) throw tooLarge(`more than ${MAX_BODY_BYTES} bytes`)
  return bytes
}

/** All of it; undefined, without reading on, where it is more. */
const readAtMost = async (
  body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  maxBytes: number,
): Promise<Uint8Array | undefined> => {
  const chunks: Uint8Array[] = []
  let total = 0
  for await (const chunk of body) {
    total += chunk.byteLength
    if (total > maxBytes) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, total)
}

export const tooLarge = (found: string): Refusal =>
  new Refusal(
    413,
    `the body has ${found}; a message may have ${limits.bodyBytes}, a POST ${limits.messagesPerPost} messages`,
  )

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

const decode = (bytes: Uint8Array): string => {
  try {
    return utf8.decode(bytes)
  } catch {
    throw new Refusal(400, 'the body is not UTF-8')
  }
}
