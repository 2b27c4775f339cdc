import type { Group } from './group.ts'
import type { QuestionGroups } from './groups.ts'
import type { QuestionVector } from './vector.ts'

/** A group, and how near its nearest question is to a text. `same`: the text would join it. */
export type SimilarGroup = { group: Group; cosine: number; same: boolean }

/** Texts that are looked at for each group that is told: many of them may be of one. */
const TEXTS_PER_GROUP = 20

/** Groups that are near to a text, the nearest first, `count` at the most: the one that it would join, and others. */
export const similarGroups = (
  groups: Pick<QuestionGroups, 'wouldJoin' | 'nearest' | 'groupWith'>,
  { text, vector }: { text: string; vector?: QuestionVector | undefined },
  count: number,
): SimilarGroup[] => {
  const joined = groups.wouldJoin({ text, vector })
  const near = vector ? groups.nearest(vector, count * TEXTS_PER_GROUP) : []
  const cosines = new Map<string, number>()
  if (joined) cosines.set(joined.group.representative.key, joined.cosine)
  for (const { representative, cosine } of near)
    cosines.set(representative.key, Math.max(cosine, cosines.get(representative.key) ?? -1))
  return [...cosines]
    .sort(([, a], [, b]) => b - a)
    .slice(0, count)
    .map(([key, cosine]) => ({
      group: groups.groupWith(key)!,
      cosine,
      same: key === joined?.group.representative.key,
    }))
}
