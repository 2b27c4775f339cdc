import { parseJson } from './json.ts'
import { decodeUtf8 } from './message.ts'

type Authored = { author?: unknown; data?: { author?: unknown } | null }

/** Whether a body is by an author, also where it is no message otherwise; 'unread': it has the name, and is no JSON. */
export const isBy = (author: string, body: Uint8Array): boolean | 'unread' => {
  const text = decodeUtf8(body)
  const json = text === undefined ? undefined : parseJson(text)
  if (!json?.ok) return Buffer.from(body).includes(author) ? 'unread' : false
  if (typeof json.value !== 'object' || json.value === null) return false
  const { author: bare, data } = json.value as Authored
  const found = 'specversion' in json.value ? data?.author : bare
  return typeof found === 'string' && found.normalize('NFC') === author
}
