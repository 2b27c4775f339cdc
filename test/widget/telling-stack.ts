import type { Label } from '../../schemas/labelled.ts'
import type { MessageView } from '../../schemas/message-view.ts'
import type { Counts, Mood } from '../../schemas/mood.ts'

/** A message that the model tells about; `told` is what is to be special about it. */
export const message = (text: string, label: Label, told: Partial<MessageView> = {}): MessageView => ({
  key: Buffer.from(text).toString('hex').slice(0, 40),
  source: 'app',
  id: text,
  revision: 0,
  text,
  postedAt: Date.now() - 30_000,
  label,
  confidence: 0.93,
  score: { negative: -0.9, neutral: 0, positive: 0.9 }[label],
  sure: true,
  kind: 'comment',
  offensive: 0.02,
  flagged: false,
  model: 'telling',
  version: 1,
  ...told,
})

const countsOf = (messages: readonly MessageView[]): Counts => {
  const count = (is: (message: MessageView) => unknown) => messages.filter(is).length
  return {
    n: messages.length,
    negative: count(({ label }) => label === 'negative'),
    neutral: count(({ label }) => label === 'neutral'),
    positive: count(({ label }) => label === 'positive'),
    unsure: count(({ sure }) => !sure),
    questions: count(({ kind }) => kind === 'question'),
    flagged: count(({ flagged }) => flagged),
    score: 0,
  }
}

/** The mood of these messages, as GET /v1/rooms/{room}/mood says it. */
export const moodOf = (messages: readonly MessageView[], nowMs: number): Mood => {
  const counts = countsOf(messages)
  const start = Math.floor(nowMs / 60_000) * 60_000
  const models = Object.fromEntries(
    [...Map.groupBy(messages, ({ model }) => model)].map(([model, those]) => [model, those.length]),
  )
  return { room: 'a', grain: 'minute', ...counts, models, countedAt: nowMs, windows: [{ ...counts, start }] }
}

/** The messages that GET /v1/rooms/{room}/messages gives to this query, in the order given here. */
export const messagesFor = (messages: readonly MessageView[], query: URLSearchParams): MessageView[] => {
  const fits = (name: 'label' | 'kind' | 'flagged', value: unknown) =>
    !query.has(name) || query.get(name) === String(value)
  return messages
    .filter(
      ({ label, kind, flagged }) => fits('label', label) && fits('kind', kind) && fits('flagged', flagged),
    )
    .slice(0, Number(query.get('limit')))
}
