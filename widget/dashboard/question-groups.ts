import type { AskedQuestion, QuestionGroup, QuestionMembers } from '../../schemas/questions.ts'
import type { Trouble } from '../api.ts'

/** An opened group: its questions, first asked first, as far as they were read; none before the first answer. */
export type Opened = { wanted: number; questions?: AskedQuestion[]; isMore?: boolean; trouble?: Trouble }

/** A group as it is shown. Its `id` stays as long, also where another question comes to represent it. */
export type ShownGroup = { id: string; group: QuestionGroup; opened?: Opened }

/** The keys by which a shown group is known again, when another question represents it. */
const keysOf = ({ id, group, opened }: ShownGroup): string[] => [
  id,
  group.representative.key,
  ...(opened?.questions ?? []).map(({ key }) => key),
]

/**
 * The latest groups, each under the id that it has on the page. While one is open nothing moves under the eyes of its
 * reader: groups stay in the order in which they are shown, those that came stand after them, and an open one stays
 * though it is among the latest no more.
 * shown A B, latest C B A -> C B A; shown A B(open), latest C B A -> A B C; shown A(open) B, latest B -> A B
 */
export const inPlace = (shown: readonly ShownGroup[], latest: readonly QuestionGroup[]): ShownGroup[] => {
  const renewed = renew(shown, latest)
  if (!shown.some(({ opened }) => opened)) return renewed
  const byId = new Map(renewed.map(one => [one.id, one]))
  const staying = shown.flatMap(old => byId.get(old.id) ?? (old.opened ? old : []))
  const ids = new Set(shown.map(({ id }) => id))
  return [...staying, ...renewed.filter(({ id }) => !ids.has(id))]
}

/** Who represented a group before goes on as that group, before those that only were in it: a group may come apart. */
const renew = (shown: readonly ShownGroup[], latest: readonly QuestionGroup[]): ShownGroup[] => {
  const led = new Map(shown.map(one => [one.group.representative.key, one]))
  const held = new Map(shown.flatMap(one => keysOf(one).map(key => [key, one])))
  const taken = new Set(latest.flatMap(({ representative }) => led.get(representative.key)?.id ?? []))
  const free = (id: string): string =>
    taken.has(id) || shown.some(one => one.id === id) ? free(`${id}+`) : id
  return latest.map(group => {
    const { key } = group.representative
    const heir = held.get(key)
    const old = led.get(key) ?? (heir && !taken.has(heir.id) ? heir : undefined)
    const id = old?.id ?? free(key)
    taken.add(id)
    return { ...old, id, group }
  })
}

/** Open, so many of its questions wanted, where it was closed, and closed where it was open. */
export const toggled = (shown: readonly ShownGroup[], id: string, wanted: number): ShownGroup[] =>
  shown.map(one => {
    if (one.id !== id) return one
    const { opened, ...closed } = one
    return opened ? closed : { ...closed, opened: { wanted } }
  })

/** What was read of an open group. One that was closed meanwhile stays closed. */
export const withMembers = (
  shown: readonly ShownGroup[],
  id: string,
  { group, questions, cursor }: QuestionMembers,
): ShownGroup[] =>
  shown
    .filter(one => one.id === id || one.group.representative.key !== group.representative.key)
    .map(one => {
      if (one.id !== id || one.opened === undefined) return one
      const { wanted } = one.opened
      return { id, group, opened: { wanted, questions, isMore: cursor !== undefined } }
    })

/** An answer without what was erased here after the server had looked; `shown` is what is known of its group. */
export const withoutErased = (
  { group, questions, ...rest }: QuestionMembers,
  erased: ReadonlySet<string>,
  shown: ShownGroup,
): QuestionMembers => ({
  ...rest,
  group: erased.has(group.representative.key) ? shown.group : group,
  questions: questions.filter(({ key }) => !erased.has(key)),
})

/** A question was erased here: the next of its group represents it, until the server says who does. */
export const withoutQuestion = (shown: readonly ShownGroup[], key: string): ShownGroup[] =>
  shown.flatMap(one => {
    const questions = one.opened?.questions?.filter(question => question.key !== key)
    const { representative } = one.group
    const next = representative.key === key ? questions?.[0] : representative
    if (next === undefined) return []
    const opened = one.opened && { ...one.opened, ...(questions && { questions }) }
    return { ...one, group: { ...one.group, representative: next }, ...(opened && { opened }) }
  })

/** The same with the shown group of this id changed, where it still is open. */
export const withOpened = (
  shown: readonly ShownGroup[],
  id: string,
  change: (opened: Opened) => Opened,
): ShownGroup[] =>
  shown.map(one => (one.id === id && one.opened ? { ...one, opened: change(one.opened) } : one))
