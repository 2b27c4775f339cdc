import { gatheredGroups } from './gathered-groups.ts'
import type { Group } from './group.ts'
import { type Leaders, leaders } from './leaders.ts'
import { askedFirst, groupedAlike, type Question } from './question.ts'
import { sameText } from './same-text.ts'
import { type QuestionVector, type Unusable, vectorReader } from './vector.ts'
import { type Asked, type Footing, footingOf, inOrder, isSame, join, leave, type Wording } from './wording.ts'

/** `model`: whose vectors are compared. `cosine`: from where on two of them are said to ask the same. */
export type Grouping = { model: string; cosine: number }

/** A question that is like another text, and what stands for its group. */
export type Similar = { question: Question; cosine: number; representative: Question }

/** `cosine`: of the text and whoever stands for the group. */
export type Joining = { group: Group; cosine: number }

/** The questions of a room, grouped: what they are depends on which there are, not on how they came to be so. */
export type QuestionGroups = {
  /** One with a key that is there already takes its place. Gives why it is grouped by its text alone, if it is. */
  put(question: Question): Unusable | undefined
  /** What is not there may be removed as well. */
  remove(key: string): void
  /** The largest first. */
  groups(): readonly Group[]
  /** The one that this question is in; undefined: it is not here. */
  groupWith(key: string): Group | undefined
  /** The one that a text would join if it were asked now; `cosine` is 1 where the text itself was asked. */
  wouldJoin(asked: { text: string; vector?: QuestionVector | undefined }): Joining | undefined
  /** One of each text, the nearest first. */
  nearest(query: QuestionVector, count: number): Similar[]
}

export const questionGroups = ({ model, cosine }: Grouping): QuestionGroups => {
  const readVector = vectorReader(model)
  const standing = leaders(cosine, inOrder)
  const wordings = new Map<string, Wording>()
  const places = new Map<string, { name: string; one: Asked }>()
  const gathered = gatheredGroups(standing)

  const remove = (key: string) => {
    const place = places.get(key)
    if (!place) return
    const wording = wordings.get(place.name)!
    places.delete(key)
    leave(wording, place.one)
    if (wording.asked.length === 0) wordings.delete(place.name)
    stand(standing, wording)
    gathered.note(wording)
  }
  const put = (question: Question): Unusable | undefined => {
    const read = readVector(question.vector)
    const why = read.is === 'unusable' ? read.why : undefined
    const before = places.get(question.key)
    if (before && groupedAlike(before.one.question, question)) {
      before.one.question = question
      gathered.note(wordings.get(before.name)!)
      return why
    }
    remove(question.key)
    const one: Asked = { question, vector: read.is === 'vector' ? read.vector : undefined }
    const name = wordingOf(question)
    const wording = wordings.get(name) ?? { asked: [] }
    wordings.set(name, wording)
    places.set(question.key, { name, one })
    join(wording, one)
    stand(standing, wording)
    gathered.note(wording)
    return why
  }
  return {
    put,
    remove,
    groups: gathered.all,
    groupWith: key => {
      const place = places.get(key)
      return place && gathered.around(wordings.get(place.name)!)
    },
    wouldJoin: ({ text, vector }) => {
      const same = wordings.get(nameOf(text))
      if (same) return { group: gathered.around(same), cosine: 1 }
      const near = vector && standing.wouldFollow(vector)
      return near && { group: gathered.around(near.owner.wording), cosine: near.cosine }
    },
    nearest: (query, count) =>
      standing.nearest(query, count).map(({ owner, cosine }) => ({
        question: owner.first.question,
        cosine,
        representative: standing.leaderOf(owner).first.question,
      })),
  }
}

/** The groups of questions that nothing changes. */
export const groupQuestions = (questions: Iterable<Question>, grouping: Grouping): readonly Group[] => {
  const { put, groups } = questionGroups(grouping)
  for (const question of [...questions].sort(askedFirst)) put(question)
  return groups()
}

/** Without a text a question has a wording of its own. The marks keep keys and texts apart. */
const wordingOf = ({ key, text }: Question): string => (text === undefined ? `key ${key}` : nameOf(text))
const nameOf = (text: string): string => `text ${sameText(text)}`

/** After its questions have changed: it is compared by others where that is to be. */
const stand = (standing: Leaders<Footing>, wording: Wording): void => {
  const next = footingOf(wording)
  if (isSame(wording.footing, next)) return
  if (wording.footing) standing.remove(wording.footing)
  if (next) standing.add(next, next.vector)
  wording.footing = next
}
