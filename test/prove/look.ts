import { setTimeout as sleep } from 'node:timers/promises'
import { auditInSteps, begun } from '../../cli/audit/steps.ts'
import { at, type Client } from '../../cli/client.ts'
import { lettersBy } from '../../cli/dlq/letters.ts'
import type { AuditReport } from '../../functions/pipeline/audit.ts'
import type { DeadLetter } from '../../schemas/dead-letter.ts'
import type { MessageList, MessageView } from '../../schemas/message-view.ts'
import type { Mood } from '../../schemas/mood.ts'

/** What the stack shows of itself, all over its API. */

export const moodsOf = (client: Client, rooms: readonly string[]): Promise<Mood[]> =>
  Promise.all(rooms.map(room => client.call<Mood>(at`/v1/rooms/${room}/mood`)))

export const countedIn = (moods: readonly Mood[]): number => moods.reduce((sum, { n }) => sum + n, 0)

export const lettersOf = async (client: Client): Promise<DeadLetter[]> => {
  const letters: DeadLetter[] = []
  for await (const letter of lettersBy(client, {})) letters.push(letter)
  return letters
}

/** Every message of a room, page after page. */
export const messagesIn = async (client: Client, room: string): Promise<MessageView[]> => {
  const messages: MessageView[] = []
  let cursor: string | undefined
  do {
    const page: MessageList = await client.call(at`/v1/rooms/${room}/messages`, {
      query: { limit: 100, cursor },
    })
    messages.push(...page.messages)
    cursor = page.cursor
  } while (cursor !== undefined)
  return messages
}

export const auditOf = async (client: Client, room: string): Promise<AuditReport> => {
  const report = begun(room)
  await auditInSteps(client, report, { repair: false, signal: new AbortController().signal })
  return report
}

/** Wait until `holds`, for `withinMs` at the most. The caller looks again, and says what it found. */
export const until = async (holds: () => Promise<boolean>, withinMs: number): Promise<void> => {
  const deadlineMs = Date.now() + withinMs
  while (!(await holds()) && Date.now() < deadlineMs) await sleep(200)
}
