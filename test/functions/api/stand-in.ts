import type { Hono } from 'hono'
import { tokenAccess } from '../../../functions/api/access.ts'
import { createApi } from '../../../functions/api/app.ts'
import type { ApiPorts, Failure } from '../../../functions/api/ports.ts'
import { secretBytes, signToken } from '../../../functions/api/token.ts'
import { oneSecret } from '../../../functions/api/token-secrets.ts'
import type { Classifier, Queue } from '../../../functions/pipeline/ports.ts'
import { processBatch } from '../../../functions/pipeline/process-batch.ts'
import type { Labelled } from '../../../schemas/labelled.ts'
import type { Scope } from '../../../schemas/token.ts'
import { modelStore } from '../../schedules/model-store.ts'

/*
 * The API on ports that live in memory: a queue that `deliver` empties into the pipeline, a store, a classifier that
 * labels by a word, and a clock that stands still until a test moves it.
 */

export const NOW = Date.UTC(2026, 10, 22, 9, 0, 30)
export const SECRET = secretBytes('a secret of the tests, thirty-two bytes and more')

/** A CloudEvent as a producer of chat messages sends it. */
export const event = {
  specversion: '1.0',
  type: 'roomtone.message.posted',
  source: 'chat',
  id: 'q-17',
  subject: 'all-hands',
  time: '2026-11-22T10:00:00+01:00',
  data: { text: 'Love it!', revision: 2 },
}
export const EVENT = 'application/cloudevents+json'
export const BATCH = 'application/cloudevents-batch+json'

/** 'who' makes a question, 'rude' is flagged; of what is 'old' neither is told. */
const toldOf = (text: string): Pick<Labelled, 'kind' | 'offensive' | 'flagged'> => {
  const flagged = text.includes('rude')
  const kind = text.includes('who') ? 'question' : 'comment'
  return text.includes('old') ? {} : { kind, offensive: flagged ? 0.9 : 0.1, flagged }
}

/** 'bad' is negative, 'good' positive, and every '!' makes it 100 thousandths stronger. */
export const wordClassifier: Classifier = {
  model: 'words@1',
  classify: async texts =>
    texts.map(text => {
      const label = text.includes('bad') ? 'negative' : text.includes('good') ? 'positive' : 'neutral'
      const strength = 500 + 100 * (text.split('!').length - 1)
      const score = { negative: -strength, neutral: 0, positive: strength }[label]
      const probabilities = { negative: 0, neutral: 0, positive: 0, [label]: 0.9 }
      const sure = !text.includes('?')
      return { is: 'labelled', label, confidence: 0.9, score, sure, ...toldOf(text), probabilities }
    }),
}

export const standIn = ({
  onLoopback = true,
  ...changed
}: Partial<ApiPorts> & { onLoopback?: boolean } = {}) => {
  const clock = {
    nowMs: NOW,
    now: () => clock.nowMs,
    sleep: async (ms: number) => {
      clock.nowMs += ms
    },
  }
  const sent: string[] = []
  const queue: Queue = { name: 'posted', send: async bodies => void sent.push(...bodies) }
  const { store, letters } = modelStore({ clock })
  const failures: Failure[] = []
  let ids = 0
  const ports: ApiPorts = {
    store,
    letters,
    queue,
    queueFor: ({ source }) => (source === 'kafka' ? undefined : queue),
    access: tokenAccess({ secrets: oneSecret(SECRET), clock, onLoopback }),
    clock,
    draw: () => 0.5,
    makeId: () => `made-${++ids}`,
    report: failure => void failures.push(failure),
    moodCacheMs: 1_000,
    version: '1.2.3',
    modelName: 'words@1',
    ...changed,
  }
  const app = createApi(ports)
  const deliver = async (bodies: readonly (string | Uint8Array)[] = sent.splice(0)) =>
    processBatch(
      { store, letters, classifier: wordClassifier, encoder: ports.encoder, clock, draw: () => 0.5 },
      bodies.map(body => ({
        body: typeof body === 'string' ? Buffer.from(body) : body,
        receives: 1,
        origin: { source: 'sqs' as const, name: 'posted', delivery: 'm-1' },
      })),
      { deadlineMs: clock.now() + 10_000 },
    )
  return { app, ports, clock, sent, failures, store, letters, deliver }
}

export const token = (
  room: string,
  scopes: readonly Scope[],
  { nowMs = NOW, lastsMs = 3_600_000, secret = SECRET } = {},
): Promise<string> => signToken(secret, { room, scopes: new Set(scopes) }, { nowMs, lastsMs })

type Asked = {
  method?: string
  headers?: Record<string, string>
  body?: BodyInit
}

/** As a program on the same machine asks, unless `headers` say otherwise. */
export const ask = (app: Hono, path: string, { headers, ...init }: Asked = {}) =>
  app.request(path, {
    ...init,
    duplex: 'half',
    headers: { host: '127.0.0.1:4000', ...headers },
  } as RequestInit)

export const post = (app: Hono, room: string, body: unknown, type = 'application/json') =>
  ask(app, `/v1/rooms/${encodeURIComponent(room)}/messages`, {
    method: 'POST',
    headers: { 'content-type': type },
    body: typeof body === 'string' || body instanceof Uint8Array ? (body as BodyInit) : JSON.stringify(body),
  })

export type ProblemBody = {
  type: string
  title: string
  status: number
  detail: string
  instance?: string
  errors?: { pointer: string; detail: string }[]
}

/** The answer as a problem, having looked at its form. */
export const problemOf = async (response: Response): Promise<ProblemBody> => {
  const problem = (await response.json()) as ProblemBody
  const type = response.headers.get('content-type')
  if (
    type !== 'application/problem+json' ||
    problem.status !== response.status ||
    !problem.title ||
    !problem.detail
  )
    throw new Error(`no problem: ${response.status} ${type} ${JSON.stringify(problem)}`)
  return problem
}
