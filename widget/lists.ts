import type { Mood } from '../schemas/mood.ts'
import type { MessageQuery } from './api.ts'

/** The lists of messages, and what each asks for. */
export const lists = {
  questions: { sort: 'newest', kind: 'question' },
  flagged: { sort: 'newest', flagged: true },
  negative: { sort: 'negative', label: 'negative' },
  positive: { sort: 'positive', label: 'positive' },
} as const satisfies Record<string, Omit<MessageQuery, 'limit'>>
export type ListName = keyof typeof lists

/** What the reader looks at: a few messages of several lists, or more of one. */
export type View = 'highlights' | 'questions' | 'flagged'

const views: Record<View, { names: ListName[]; limit: number }> = {
  highlights: { names: ['questions', 'negative', 'positive'], limit: 5 },
  questions: { names: ['questions'], limit: 25 },
  flagged: { names: ['flagged'], limit: 25 },
}

/** What is counted besides the label. Older stacks count neither, whatever the type says. */
export type Told = Partial<Pick<Mood, 'questions' | 'flagged'>>

/**
 * The lists of a view. Questions are among the highlights only where some are counted: an older stack would take
 * no notice of `kind=question`, and every message would pass for one.
 * highlights of { questions: 0 } -> negative and positive, 5 each
 */
export const listsOf = (view: View, told: Told): { names: ListName[]; limit: number } => {
  const { names, limit } = views[view]
  const asked = view !== 'highlights' || (told.questions ?? 0) > 0
  return { names: names.filter(name => name !== 'questions' || asked), limit }
}

/** What there is to choose from: what is counted, and what is chosen already. None, where that leaves no choice. */
export const choicesOf = (told: Told, chosen: View): View[] => {
  const found = (['questions', 'flagged'] as const).filter(view => view === chosen || (told[view] ?? 0) > 0)
  return found.length === 0 ? [] : ['highlights', ...found]
}
