import type { Grouping } from '../../../functions/questions/groups.ts'
import { askedFirst, type Question } from '../../../functions/questions/question.ts'
import { sameText } from '../../../functions/questions/same-text.ts'
import { vectorReader } from '../../../functions/questions/vector.ts'

/** dot(a, b) / (|a| |b|) */
export const cosineOf = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let [dot, aa, bb] = [0, 0, 0]
  for (let at = 0; at < a.length; at++) {
    dot += a[at]! * b[at]!
    aa += a[at]! * a[at]!
    bb += b[at]! * b[at]!
  }
  return dot / (Math.sqrt(aa) * Math.sqrt(bb))
}

/** What grouping is, written down as plainly as can be. Gives the keys of each group, first asked first. */
export const plainly = (questions: readonly Question[], { model, cosine }: Grouping): string[][] => {
  const read = vectorReader(model)
  const vectorOf = ({ vector }: Question) => {
    const answer = read(vector)
    return answer.is === 'vector' ? answer.vector : undefined
  }
  const wordings = Object.values(
    Object.groupBy(questions.toSorted(askedFirst), ({ key, text }) =>
      text === undefined ? `key ${key}` : `text ${sameText(text)}`,
    ),
  ) as Question[][]
  const leaders: { vector: Int8Array; members: Question[] }[] = []
  const alone: Question[][] = []
  for (const wording of wordings.sort((a, b) => askedFirst(a[0]!, b[0]!))) {
    const vector = wording.map(vectorOf).find(one => one)
    if (!vector) {
      alone.push(wording)
      continue
    }
    const [nearest] = leaders
      .map(leader => ({
        leader,
        near: cosineOf(leader.vector, vector),
      }))
      .filter(({ near }) => near >= cosine)
      .sort((a, b) => b.near - a.near)
    if (nearest) nearest.leader.members.push(...wording)
    else leaders.push({ vector, members: [...wording] })
  }
  return [...leaders.map(({ members }) => members), ...alone]
    .map(members => members.sort(askedFirst))
    .sort((a, b) => b.length - a.length || askedFirst(a[0]!, b[0]!))
    .map(members => members.map(({ key }) => key))
}
