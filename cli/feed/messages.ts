import { createHash } from 'node:crypto'
import { Text } from '../../schemas/message.ts'
import type { Row } from '../rows.ts'

/** A row that can be posted. */
export type FeedMessage = { id: string; text: string; line: number; endByte: number }

/**
 * 128 bits of SHA-256 of the text and which of its equals it is: feeding the same file again gives the same ids, and
 * two people who both say "+1" are two. idOf('+1', 2) -> 'd96af0…-2'
 */
export const idOf = (text: string, occurrence: number): string =>
  `${createHash('sha256').update(text).digest('hex').slice(0, 32)}-${occurrence}`

/** What would be refused anyway is not posted: one bad message has the whole POST refused. */
export async function* messagesOf(
  rows: AsyncIterable<Row>,
  refuse: (line: number, why: string) => void,
): AsyncGenerator<FeedMessage> {
  const occurrences = new Map<string, number>()
  for await (const row of rows) {
    const read = row.is === 'text' ? Text.safeParse(row.text) : undefined
    if (row.is === 'unreadable') refuse(row.line, row.why)
    else if (!read?.success) refuse(row.line, read?.error.issues[0]?.message ?? 'no text')
    else {
      const first = idOf(read.data, 1)
      const occurrence = (occurrences.get(first) ?? 0) + 1
      occurrences.set(first, occurrence)
      yield { id: idOf(read.data, occurrence), text: read.data, line: row.line, endByte: row.endByte }
    }
  }
}
