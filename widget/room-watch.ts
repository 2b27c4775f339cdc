import type { MessageView } from '../schemas/message-view.ts'
import type { Mood } from '../schemas/mood.ts'
import type { Answer, RoomApi, Trouble } from './api.ts'
import { type ListName, lists, listsOf, type View } from './lists.ts'
import { waitMs } from './pace.ts'
import { sleeper } from './sleeper.ts'
import { planFor, type Span } from './span.ts'

/** The lists that were looked at, as they were last, or that the token does not show messages. */
export type Messages = { is: 'shown'; lists: Partial<Record<ListName, MessageView[]>> } | { is: 'refused' }

/** Everything that is known of a room, as shown. Times are epoch ms of this machine's clock. */
export type RoomState = {
  /** How far back the counts reach. */
  span: Span
  mood?: Mood | undefined
  /** Where the trend is: the mood itself, but for a whole life. */
  trend?: Mood | undefined
  messages?: Messages | undefined
  /** When the server last answered with counts, or that they are the same. */
  fetchedAt?: number
  /** What went wrong last; none: all is well. */
  trouble?: Trouble | undefined
  /** How far the server's clock is ahead of ours. */
  skewMs: number
}

export type WatchOptions = {
  api: RoomApi
  /** What is known already: its span is what is followed. */
  known: RoomState
  /** Which messages to ask for; 'none': none at all. */
  messages: View | 'none'
  now: () => number
  draw: () => number
  hidden: () => boolean
  show: (state: RoomState) => void
}

export type Watch = {
  /** Look again now: somebody came back, or changed something. */
  wake(): void
  stop(): void
}

/** At most this often while counts change, and this often when they do not: the list may lag behind the counts. */
const MESSAGES_EVERY_MS = { changing: 3_000, still: 15_000 }
const TREND_EVERY_MS = 15_000
/** The Date header has whole seconds; less than this is noise. */
const SKEW_WORTH_MENDING_MS = 3_000

/** Follow a room until stopped: counts at every look, messages and trend when they are due. */
export const watchRoom = (options: WatchOptions): Watch => {
  const { api, now, show } = options
  const stopping = new AbortController()
  const sleep = sleeper(stopping.signal)
  let state = options.known
  let failures = 0
  let changed = false
  const askedAt = { messages: Number.NEGATIVE_INFINITY, trend: Number.NEGATIVE_INFINITY }

  const look = async (): Promise<number> => {
    const plan = planFor(state.span, now() + state.skewMs)
    const answer = await api.mood(plan.counts, stopping.signal)
    if (stopping.signal.aborted) return 0
    state = withMood(state, answer, now())
    failures = state.trouble === undefined ? 0 : failures + 1
    changed ||= answer.is === 'new'
    show(state)
    if (failures === 0) await lookFurther(plan.trend)
    return plan.everyMs
  }

  const lookFurther = async (trend: ReturnType<typeof planFor>['trend']): Promise<void> => {
    if (trend && now() - askedAt.trend >= TREND_EVERY_MS) {
      askedAt.trend = now()
      const answer = await api.mood(trend, stopping.signal)
      if (answer.is === 'new') state = { ...state, trend: answer.value }
    }
    const messagesEveryMs = changed ? MESSAGES_EVERY_MS.changing : MESSAGES_EVERY_MS.still
    const { messages: view } = options
    if (view !== 'none' && state.messages?.is !== 'refused' && now() - askedAt.messages >= messagesEveryMs) {
      askedAt.messages = now()
      changed = false
      state = { ...state, messages: await lookAtMessages(api, view, state, stopping.signal) }
    }
    if (!stopping.signal.aborted) show(state)
  }

  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const everyMs = await look()
      const pace = { everyMs, hidden: options.hidden(), failures, trouble: state.trouble }
      await sleep.forMs(waitMs(pace, options.draw()))
    }
  }
  void run()

  return {
    wake() {
      askedAt.messages = Number.NEGATIVE_INFINITY
      sleep.end()
    },
    stop: () => stopping.abort(),
  }
}

const withMood = (state: RoomState, answer: Answer<Mood>, nowMs: number): RoomState => {
  if (answer.is === 'away' || answer.is === 'refused') return { ...state, trouble: answer }
  if (answer.is === 'new' && typeof answer.value?.n !== 'number')
    return { ...state, trouble: { is: 'away', detail: 'the answer is no mood' } }
  const skewMs = answer.serverMs === undefined ? 0 : answer.serverMs + 500 - nowMs
  const seen = {
    ...state,
    fetchedAt: nowMs,
    trouble: undefined,
    skewMs: Math.abs(skewMs) < SKEW_WORTH_MENDING_MS ? 0 : skewMs,
  }
  return answer.is === 'same' ? seen : { ...seen, mood: answer.value }
}

/** The lists of the view, anew. One that did not come stays as it was. */
const lookAtMessages = async (
  api: RoomApi,
  view: View,
  { mood, messages }: RoomState,
  signal: AbortSignal,
): Promise<Messages | undefined> => {
  const { names, limit } = listsOf(view, mood ?? {})
  const answers = await Promise.all(names.map(name => api.messages({ ...lists[name], limit }, signal)))
  if (answers.some(answer => answer.is === 'refused' && [401, 403].includes(answer.status)))
    return { is: 'refused' }
  const known = messages?.is === 'shown' ? messages.lists : {}
  const came = answers.flatMap((answer, at) =>
    answer.is === 'new' ? [[names[at], answer.value.messages]] : [],
  )
  return came.length === 0 ? messages : { is: 'shown', lists: { ...known, ...Object.fromEntries(came) } }
}
