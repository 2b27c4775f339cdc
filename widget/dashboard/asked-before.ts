import type { SimilarQuestions } from '../../schemas/questions.ts'
import type { QuestionApi } from '../api.ts'
import { clip } from '../clip.ts'
import { times } from '../shares.ts'

/** Whoever pauses for this long is not in the middle of a word. */
const AFTER_PAUSE_MS = 500
/** Shorter is no question yet. Code points. */
const SHORTEST = 6

export type AskedBefore = {
  /** The text as it is now. */
  typed(text: string): void
  stop(): void
}

/**
 * Looks whether a text was asked before, once its writer pauses. It never keeps anybody from posting: whatever goes
 * wrong shows nothing, and where the stack refuses, it is not asked again.
 */
export const askedBefore = (api: QuestionApi, show: (hint: string) => void): AskedBefore => {
  let isRefused = false
  let timer: ReturnType<typeof setTimeout> | undefined
  let asking = new AbortController()

  const ask = async (text: string): Promise<void> => {
    const { signal } = asking
    const answer = await api.similar(text, signal)
    isRefused = answer.is === 'refused' && [401, 403, 404].includes(answer.status)
    if (!signal.aborted) show(answer.is === 'new' ? hintOf(answer.value) : '')
  }

  const stop = (): void => {
    clearTimeout(timer)
    asking.abort()
    asking = new AbortController()
  }

  return {
    stop,
    typed(text) {
      stop()
      const wanted = text.trim()
      if ([...wanted].length < SHORTEST) show('')
      else if (!isRefused) timer = setTimeout(() => void ask(wanted), AFTER_PAUSE_MS)
    },
  }
}

/** 'Asked 12 times already: Will this be recorded?'; without the words where they are not shown, or flagged. */
const hintOf = ({ asked, similar }: SimilarQuestions): string => {
  if (asked === 0) return ''
  const { text = '', flagged = false } = similar.find(({ same }) => same)?.group.representative ?? {}
  return text === '' || flagged
    ? `Asked ${times(asked)} already.`
    : `Asked ${times(asked)} already: ${clip(text) ?? text}`
}
