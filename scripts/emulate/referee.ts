import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import type { AuditSums } from '../../functions/pipeline/audit-rooms.ts'
import { httpEvent } from '../../infra/emulate/http-event.ts'
import { partOf } from '../../infra/emulate/part-of.ts'
import type { LetterHeadList } from '../../schemas/answers.ts'
import type { MessageList, MessageView } from '../../schemas/message-view.ts'
import type { Counts, Mood } from '../../schemas/mood.ts'
import type { Stack } from './stack.ts'
import type { Posted } from './traffic.ts'

/** Calls the function that answers, as the HTTP API does. Throws where the answer is no success. */
export type Call = <Body>(method: string, at: string, body?: unknown) => Promise<Body>

export const callsTo =
  (stack: Pick<Stack, 'invoke'>, token: string): Call =>
  async (method, at, body) => {
    const part = partOf(method, at)
    const { answer, error } = await stack.invoke(part, httpEvent(method, at, token, body))
    if (error) throw new Error(`${part} failed: ${error.errorType}: ${error.errorMessage}`)
    const { statusCode = 0, body: text } = answer as APIGatewayProxyStructuredResultV2
    if (statusCode >= 300) throw new Error(`${method} ${at} was answered ${statusCode}: ${text}`)
    return text ? JSON.parse(text) : undefined
  }

/**
 * Whether each message was counted exactly once, seen from outside: every message that was posted stands in the list of
 * its room once, with its text; the mood of each room is what the labels in its list add up to, in total and by the
 * minute; and what could not be counted is a dead letter, with its reason. What is not so; [] where all is well.
 */
export const faultsOf = async (
  call: Call,
  posted: readonly Posted[],
  letters: readonly string[],
): Promise<string[]> => {
  const byRoom = Map.groupBy(posted, ({ room }) => room)
  const faults = await Promise.all(
    [...byRoom].map(async ([room, messages]) => {
      const listed = await listOf(call, room)
      const total = await call<Mood>('GET', `/v1/rooms/${room}/mood?grain=total`)
      const span = `from=${Date.now() - HALF_A_DAY_MS}&grain=minute`
      const minutes = await call<Mood>('GET', `/v1/rooms/${room}/mood?${span}`)
      return [
        ...faultsOfList(room, messages, listed),
        ...faultsOfCounts(`${room}, in total`, total, listed),
        ...faultsOfCounts(`${room}, by the minute`, minutes, listed),
      ]
    }),
  )
  return [...faults.flat(), ...(await faultsOfLetters(call, letters))]
}

const HALF_A_DAY_MS = 43_200_000

const listOf = async (call: Call, room: string): Promise<MessageView[]> => {
  const all: MessageView[] = []
  for (let cursor: string | undefined = ''; cursor !== undefined; ) {
    const more = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`
    const page: MessageList = await call('GET', `/v1/rooms/${room}/messages?limit=100${more}`)
    all.push(...page.messages)
    cursor = page.cursor
  }
  return all
}

const faultsOfList = (room: string, posted: readonly Posted[], listed: readonly MessageView[]): string[] => {
  const texts = new Map(posted.map(({ id, text }) => [id, text]))
  const times = Map.groupBy(listed, ({ id }) => id)
  const missing = posted.filter(({ id }) => !times.has(id)).length
  const twice = [...times.values()].filter(({ length }) => length > 1).length
  const foreign = listed.filter(
    ({ id, text }) => texts.get(id)?.normalize('NFC').trim() !== text?.trim(),
  ).length
  return [
    ...(missing > 0 ? [`${room}: ${missing} of ${posted.length} messages are not listed`] : []),
    ...(twice > 0 ? [`${room}: ${twice} messages are listed twice`] : []),
    ...(foreign > 0 ? [`${room}: ${foreign} listed messages are not what was posted`] : []),
  ]
}

const faultsOfCounts = (what: string, mood: Counts, listed: readonly MessageView[]): string[] => {
  const labelled = (label: string) => listed.filter(one => one.label === label).length
  const expected = {
    n: listed.length,
    negative: labelled('negative'),
    neutral: labelled('neutral'),
    positive: labelled('positive'),
  }
  return Object.entries(expected).flatMap(([name, count]) => {
    const counted = mood[name as keyof typeof expected]
    return counted === count ? [] : [`${what}: ${name} is ${counted}, and ${count} messages say so`]
  })
}

const faultsOfLetters = async (call: Call, expected: readonly string[]): Promise<string[]> => {
  const { heads } = await call<LetterHeadList>('GET', '/v1/dead-letter-heads?limit=100')
  const reasons = heads.map(({ reason }) => reason).toSorted()
  if (reasons.join() === expected.toSorted().join()) return []
  return [`dead letters: ${reasons.join(', ') || 'none'}; expected ${expected.join(', ')}`]
}

/** What the audit's own zip says. */
export const faultsOfAudit = async (stack: Pick<Stack, 'invoke'>): Promise<string[]> => {
  const { answer, error } = await stack.invoke('audit', {})
  if (error) return [`audit failed: ${error.errorType}: ${error.errorMessage}`]
  const { drift, unsettled, roomsLeft } = answer as AuditSums
  return Object.entries({ drift, unsettled, roomsLeft }).flatMap(([name, count]) =>
    count === 0 ? [] : [`the audit's ${name} is ${count}`],
  )
}
