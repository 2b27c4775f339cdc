/*
 * Writes schemas/generated: what other programs and other languages read. `npm run schemas`
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import type { z } from 'zod'
import manifest from '../package.json' with { type: 'json' }
import { DeadLetter } from './dead-letter.ts'
import { jsonSchemaOf } from './json-schema.ts'
import { LabelLine } from './label-line.ts'
import { BareErasure, BareMessage, PostedErasure, PostedMessage } from './message.ts'
import { EditedEvent, ErasedEvent, PostedEvent } from './message-event.ts'
import { MessageList } from './message-view.ts'
import { Mood } from './mood.ts'
import { openApi } from './openapi.ts'

/** Name of a generated file -> what it says. */
export const documents = {
  message: BareMessage,
  erasure: BareErasure,
  cloudevent: PostedEvent,
  'cloudevent-edited': EditedEvent,
  'cloudevent-erased': ErasedEvent,
  'posted-message': PostedMessage,
  'posted-erasure': PostedErasure,
  mood: Mood,
  'message-list': MessageList,
  'dead-letter': DeadLetter,
  'label-line': LabelLine,
} as const satisfies Record<string, z.ZodType>

/**
 * File name -> content. JSON Schema cannot say all that zod checks: lengths are counted after NFC; nothing is blank,
 * or holds a control character or half a surrogate pair.
 */
export const generate = (): Map<string, string> =>
  new Map([
    ...Object.entries(documents).map(([name, schema]): [string, string] => {
      const head = { $schema: 'https://json-schema.org/draft/2020-12/schema', $id: `urn:roomtone:${name}` }
      return [`${name}.json`, json({ ...head, ...jsonSchemaOf(schema) })]
    }),
    ['openapi.json', json(openApi(manifest.version))],
  ])

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`

if (import.meta.main) {
  const folder = new URL('./generated/', import.meta.url)
  mkdirSync(folder, { recursive: true })
  for (const [name, content] of generate()) writeFileSync(new URL(name, folder), content)
}
