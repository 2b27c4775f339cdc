import type { z } from 'zod'
import { DEFAULT_SOURCE, MessageId, Room, Source } from '../schemas/message.ts'
import { parseJson } from './json.ts'
import { decodeUtf8 } from './message.ts'

/** As much of a message's identity as can be read. */
export type PartialIdentity = { room?: string; source?: string; id?: string }

const parts = { room: Room, source: Source, id: MessageId }
type Part = keyof typeof parts

/** Where each part stands in bare JSON and in a CloudEvent. */
const fields: Record<'bare' | 'event', Record<Part, string>> = {
  bare: { room: 'room', source: 'source', id: 'id' },
  event: { room: 'subject', source: 'source', id: 'id' },
}

/**
 * What identity a body has, also where it is no message otherwise. A source that is not given is the default one as
 * soon as the rest can be read. '{"room":"hall","id":"q-1","text":""}' -> { room: 'hall', source: 'app', id: 'q-1' }
 */
export const identityIn = (body: Uint8Array): PartialIdentity => {
  const value = objectIn(body)
  const identity: PartialIdentity = {}
  const form = fields['specversion' in value ? 'event' : 'bare']
  for (const part of Object.keys(parts) as Part[]) {
    const read = readPart(parts[part], (value as Record<string, unknown>)[form[part]])
    if (read !== undefined) identity[part] = read
  }
  const { room, id } = identity
  const isWhole = room !== undefined && id !== undefined && !('source' in value)
  return isWhole ? { room, source: DEFAULT_SOURCE, id } : identity
}

const objectIn = (body: Uint8Array): object => {
  const text = decodeUtf8(body)
  const json = text === undefined ? undefined : parseJson(text)
  return json?.ok && typeof json.value === 'object' && json.value !== null ? json.value : {}
}

const readPart = (schema: z.ZodType<string>, value: unknown): string | undefined =>
  schema.safeParse(value).data
