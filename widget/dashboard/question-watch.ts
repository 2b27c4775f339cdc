import type { QuestionGroup, QuestionList } from '../../schemas/questions.ts'
import type { QuestionApi, Trouble } from '../api.ts'
import { waitMs } from '../pace.ts'
import { sleeper } from '../sleeper.ts'
import {
  inPlace,
  type ShownGroup,
  toggled,
  withMembers,
  withOpened,
  withoutErased,
  withoutQuestion,
} from './question-groups.ts'
import { readMembers } from './question-members.ts'

/** What is known of a room's questions, as shown. */
export type QuestionState = {
  shown: readonly ShownGroup[]
  /** What the server said besides the groups. */
  list?: Omit<QuestionList, 'list' | 'cursor'>
  /** When the server last answered, epoch ms of this machine's clock. */
  fetchedAt?: number
  /** What went wrong last; none: all is well. */
  trouble?: Trouble | undefined
}

export type QuestionWatchOptions = {
  api: QuestionApi
  /** How far back, epoch ms; none: the last 24 hours. */
  since: () => number | undefined
  now: () => number
  draw: () => number
  hidden: () => boolean
  show: (state: QuestionState) => void
}

export type QuestionWatch = {
  toggle(id: string): void
  /** More groups. */
  showMore(): void
  /** More questions of an open group. */
  showMoreOf(id: string): void
  /** A question was erased here: an answer from before is not to show it again. */
  forget(key: string): void
  /** Look again now: somebody came back, or posted something. */
  wake(): void
  stop(): void
}

/** What changes is cheap to ask for (an ETag), and grouping is not: less often than the counts. */
const EVERY_MS = 3_000
const GROUPS = { first: 6, factor: 4, most: 100 }
const MEMBERS = { first: 5, factor: 5 }

/** Follow the questions of a room until stopped. */
export const watchQuestions = (options: QuestionWatchOptions): QuestionWatch => {
  const { api, now } = options
  const stopping = new AbortController()
  const sleep = sleeper(stopping.signal)
  const erased = new Set<string>()
  let state: QuestionState = { shown: [] }
  let latest: QuestionGroup[] = []
  let limit = GROUPS.first
  let failures = 0

  const change = (changed: Partial<QuestionState>): void => {
    if (stopping.signal.aborted) return
    state = { ...state, ...changed }
    options.show(state)
  }

  const look = async (): Promise<void> => {
    const answer = await api.questions({ limit, ...span(options.since()) }, stopping.signal)
    if (stopping.signal.aborted) return
    failures = answer.is === 'new' || answer.is === 'same' ? 0 : failures + 1
    if (answer.is === 'refused' || answer.is === 'away') return change({ trouble: answer })
    change({ trouble: undefined, fetchedAt: now() })
    if (answer.is === 'new') take(answer.value)
    const isDue = ({ opened }: ShownGroup) => opened && (answer.is === 'new' || opened.trouble)
    await Promise.all(state.shown.filter(isDue).map(readOpened))
  }

  const take = ({ list: groups, ...list }: QuestionList): void => {
    latest = groups.filter(({ representative }) => !erased.has(representative.key))
    change({ list, shown: inPlace(state.shown, latest) })
  }

  const readOpened = async ({ id }: Pick<ShownGroup, 'id'>): Promise<void> => {
    const one = state.shown.find(shown => shown.id === id)
    if (one?.opened === undefined) return
    const { key } = one.group.representative
    const { wanted } = one.opened
    const answer = await readMembers(api, key, wanted, span(options.since()), stopping.signal)
    const isOvertaken = state.shown.find(shown => shown.id === id)?.opened?.wanted !== wanted
    if (answer.is === 'same' || isOvertaken) return
    if (answer.is === 'new')
      return change({ shown: withMembers(state.shown, id, withoutErased(answer.value, erased, one)) })
    const isGone = answer.is === 'refused' && answer.status === 404
    change({
      shown: isGone
        ? state.shown.filter(shown => shown.id !== id)
        : withOpened(state.shown, id, opened => ({ ...opened, trouble: answer })),
    })
  }

  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await look()
      const pace = { everyMs: EVERY_MS, hidden: options.hidden(), failures, trouble: state.trouble }
      await sleep.forMs(waitMs(pace, options.draw()))
    }
  }
  void run()

  return {
    toggle(id) {
      change({ shown: inPlace(toggled(state.shown, id, MEMBERS.first), latest) })
      void readOpened({ id })
    },
    showMore() {
      limit = Math.min(limit * GROUPS.factor, GROUPS.most)
      sleep.end()
    },
    showMoreOf(id) {
      const more = withOpened(state.shown, id, one => ({ ...one, wanted: one.wanted * MEMBERS.factor }))
      change({ shown: more })
      void readOpened({ id })
    },
    forget(key) {
      erased.add(key)
      change({ shown: withoutQuestion(state.shown, key) })
      sleep.end()
    },
    wake: sleep.end,
    stop: () => stopping.abort(),
  }
}

/** Whether the page can show more groups than these. */
export const isMoreToShow = ({ shown, list }: QuestionState): boolean =>
  shown.length < Math.min(list?.groups ?? 0, GROUPS.most)

const span = (from: number | undefined): { from?: number } => (from === undefined ? {} : { from })
