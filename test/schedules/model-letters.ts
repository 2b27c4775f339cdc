import { timeKey } from '../../functions/pipeline/keys.ts'
import type { LetterFilter, LetterQuery, Letters } from '../../functions/pipeline/ports.ts'
import type { DeadLetter, SeenLetter } from '../../schemas/dead-letter.ts'
import { pageOf } from './model-page.ts'

const isWanted = (
  letter: DeadLetter,
  { reason, room, state, from = 0, to = Infinity, prefix = '' }: LetterFilter,
) =>
  (reason === undefined || letter.reason === reason) &&
  (room === undefined || letter.room === room) &&
  (state === undefined || letter.state === state) &&
  letter.rejectedAt >= from &&
  letter.rejectedAt < to &&
  letter.key.startsWith(prefix)

/** Where a letter that is there already is rejected once more: one that was replayed opens again. */
const rejectedAgain = (standing: DeadLetter, letter: DeadLetter): DeadLetter => {
  const rejections = standing.rejections + 1
  if (standing.state !== 'replayed') return { ...standing, rejections }
  const { key, body, rejections: _, replays, edits, ...rejection } = letter
  return { ...standing, ...rejection, rejections }
}

/** The dead letters in a map: every call happens at once and whole. */
export const modelLetters = (letters: Map<string, DeadLetter>): Letters => {
  const page = ({ limit, cursor, ...wanted }: LetterQuery) => {
    const all = [...letters.values()].filter(letter => isWanted(letter, wanted))
    const { page, cursor: next } = pageOf(all, one => timeKey(one.rejectedAt, one.key), limit, cursor)
    return { page, next: next === undefined ? {} : { cursor: next } }
  }
  const asSeen = ({ key, rejections, edits }: SeenLetter): DeadLetter[] => {
    const letter = letters.get(key)
    return letter?.rejections === rejections && letter.edits === edits ? [letter] : []
  }
  const change = (letter: DeadLetter, changes: Partial<DeadLetter>): string => {
    letters.set(letter.key, { ...letter, ...changes })
    return letter.key
  }
  return {
    put: async letter => {
      const standing = letters.get(letter.key)
      letters.set(letter.key, standing ? rejectedAgain(standing, letter) : letter)
    },
    get: async key => letters.get(key),
    list: async query => {
      const { page: found, next } = page(query)
      return { letters: found, ...next }
    },
    heads: async query => {
      const { page: found, next } = page(query)
      return { heads: found.map(({ body, edited, ...head }) => head), ...next }
    },
    replayed: async (seen, atMs) =>
      seen
        .flatMap(asSeen)
        .map(one => change(one, { state: 'replayed', replays: one.replays + 1, replayedAt: atMs })),
    edit: async (seen, { edited, room, atMs }) =>
      asSeen(seen).map(one =>
        change(one, { edited, room, editedAt: atMs, edits: one.edits + 1, state: 'open' }),
      ).length > 0,
    park: async (keys, from) =>
      keys
        .flatMap(key => letters.get(key) ?? [])
        .filter(({ state }) => state === from)
        .map(one => change(one, { state: from === 'open' ? 'parked' : 'open' })),
    purge: async seen => seen.flatMap(asSeen).flatMap(({ key }) => (letters.delete(key) ? key : [])),
    restore: async all => all.filter(one => !letters.has(one.key)).map(one => change(one, {})),
  }
}
