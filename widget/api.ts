import type { DeadLetter } from '../schemas/dead-letter.ts'
import type { Kind, Label } from '../schemas/labelled.ts'
import type { Accepted, MessageList, MessageSort } from '../schemas/message-view.ts'
import type { Mood } from '../schemas/mood.ts'
import type { QuestionList, QuestionMembers, SimilarQuestions } from '../schemas/questions.ts'
import type { MoodQuery } from './span.ts'

/** What came back. `away`: no answer, or none that can be read; `refused`: an answer with an error status. */
export type Answer<T> =
  | { is: 'new'; value: T; serverMs?: number }
  | { is: 'same'; serverMs?: number }
  | Trouble

export type Trouble = { is: 'refused'; status: number; detail: string } | { is: 'away'; detail: string }

export type MessageQuery = { sort: MessageSort; limit: number; label?: Label; kind?: Kind; flagged?: boolean }

export type RoomApi = {
  /** `same` where nothing changed since this api last asked the same. */
  mood(query: MoodQuery, signal?: AbortSignal): Promise<Answer<Mood>>
  messages(query: MessageQuery, signal?: AbortSignal): Promise<Answer<MessageList>>
  erase(key: string): Promise<Answer<undefined>>
  post(text: string): Promise<Answer<Accepted>>
}

/** `from` is epoch ms; none: the last 24 hours. `limit` is 100 at the most. */
export type QuestionQuery = { limit: number; from?: number }

export type QuestionApi = {
  /** The groups asked most often. `same` where nothing changed since this api last asked the same. */
  questions(query: QuestionQuery, signal?: AbortSignal): Promise<Answer<QuestionList>>
  /** The group that the question with this key is in. */
  members(
    key: string,
    query: QuestionQuery & { cursor?: string },
    signal?: AbortSignal,
  ): Promise<Answer<QuestionMembers>>
  similar(text: string, signal?: AbortSignal): Promise<Answer<SimilarQuestions>>
}

export type StackApi = {
  rooms(): Promise<Answer<{ rooms: string[] }>>
  /** The newest open dead letters, `limit` at the most. */
  letters(limit: number): Promise<Answer<{ letters: DeadLetter[]; cursor?: string }>>
}

/** `url` is where the API is, '' for the page's own origin. `token` is a room token, '' for none. */
export type Access = { url: string; token: string; fetch: typeof fetch }

const TIMEOUT_MS = 8_000

export const roomApi = (access: Access, room: string): RoomApi => {
  const base = `/v1/rooms/${encodeURIComponent(room)}`
  const ask = asker(access)
  return {
    mood: (query, signal) => ask(`${base}/mood?${parameters(query)}`, { signal, remember: query.grain }),
    messages: (query, signal) => ask(`${base}/messages?${parameters(query)}`, { signal }),
    erase: key => ask(`${base}/messages/${encodeURIComponent(key)}`, { method: 'DELETE' }),
    post: text => ask(`${base}/messages`, { method: 'POST', body: JSON.stringify({ text }) }),
  }
}

export const questionApi = (access: Access, room: string): QuestionApi => {
  const base = `/v1/rooms/${encodeURIComponent(room)}`
  const ask = asker(access)
  return {
    questions: (query, signal) =>
      ask(`${base}/questions?${parameters(query)}`, { signal, remember: 'questions' }),
    members: (key, query, signal) =>
      ask(`${base}/questions/${encodeURIComponent(key)}?${parameters(query)}`, { signal }),
    similar: (text, signal) => ask(`${base}/similar?${parameters({ text, limit: 1 })}`, { signal }),
  }
}

export const stackApi = (access: Access): StackApi => {
  const ask = asker(access)
  return {
    rooms: () => ask('/v1/rooms', {}),
    letters: limit => ask(`/v1/dead-letters?${parameters({ state: 'open', limit })}`, {}),
  }
}

const parameters = (query: Record<string, string | number | boolean>): URLSearchParams =>
  new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]))

/** `remember`: under which name to keep the ETag of the last address asked. */
type Ask = { method?: string; body?: string; signal?: AbortSignal | undefined; remember?: string }

const asker = ({ url, token, fetch }: Access) => {
  /** One a name, not one an address: what is asked moves on with the time. */
  const seen = new Map<string, { address: string; etag: string }>()
  const headers = { ...(token && { authorization: `Bearer ${token}` }) }

  return async <T>(path: string, { method = 'GET', body, signal, remember }: Ask): Promise<Answer<T>> => {
    const address = `${url.replace(/\/+$/, '')}${path}`
    const known = seen.get(remember ?? '')
    try {
      const response = await fetch(address, {
        method,
        cache: 'no-store', // the ETag is ours to keep, so that `same` is known
        signal: withTimeout(signal),
        headers: {
          ...headers,
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(known?.address === address && { 'if-none-match': known.etag }),
        },
        ...(body !== undefined && { body }),
      })
      const answer = await read<T>(response)
      const etag = response.headers.get('etag')
      if (remember && answer.is === 'new' && etag !== null) seen.set(remember, { address, etag })
      return answer
    } catch (error) {
      return { is: 'away', detail: (error as Error).message }
    }
  }
}

const withTimeout = (signal: AbortSignal | undefined): AbortSignal =>
  AbortSignal.any([AbortSignal.timeout(TIMEOUT_MS), ...(signal ? [signal] : [])])

const read = async <T>(response: Response): Promise<Answer<T>> => {
  const date = Date.parse(response.headers.get('date') ?? '')
  const serverMs = Number.isNaN(date) ? {} : { serverMs: date }
  if (response.status === 304) return { is: 'same', ...serverMs }
  if (!response.ok) return { is: 'refused', status: response.status, detail: await problemOf(response) }
  const value = response.status === 204 ? undefined : await response.json()
  return { is: 'new', value: value as T, ...serverMs }
}

/** The detail of an RFC 9457 problem, or what the status is called. */
const problemOf = async (response: Response): Promise<string> => {
  const problem = (await response.json().catch(() => undefined)) as { detail?: unknown } | undefined
  return typeof problem?.detail === 'string' ? problem.detail : response.statusText
}
