import { grouped } from '../../cli/terminal.ts'
import { sum, tallyFields, tallyOf } from '../../functions/pipeline/mood.ts'
import type { Mood, Tally } from '../../schemas/mood.ts'
import { auditOf, countedIn, lettersOf, messagesIn, moodsOf } from './look.ts'
import type { Stack } from './stack.ts'
import type { Traffic } from './traffic.ts'

/** What a check saw, in words, and what is wrong with it. */
export type Verdict = { says: string; faults: string[] }

export type Seen = { counted: number; deadLetters: number }

export const seen = async ({ client }: Stack, { rooms }: Traffic): Promise<Seen> => ({
  counted: countedIn(await moodsOf(client, rooms)),
  deadLetters: (await lettersOf(client)).length,
})

export const shown = ({ counted, deadLetters }: Seen) =>
  `${grouped(counted)} counted, ${deadLetters} dead letters`

/** Of the two that share an identity, one is counted and the other is a dead letter. */
export const expectedOf = ({ messages, erased, malformed }: Traffic): Seen => ({
  counted: messages.length - erased.length,
  deadLetters: malformed.length + 1,
})

export const faultsOf = (when: string, found: Seen, expected: Seen): string[] =>
  found.counted === expected.counted && found.deadLetters === expected.deadLetters
    ? []
    : [`${when} there were ${shown(found)}; it should have been ${shown(expected)}`]

/** The counters are not asked here: every message is read, by its key. */
export const wrongMessages = async (
  { client }: Stack,
  { rooms, messages, erased }: Traffic,
): Promise<Verdict> => {
  const stored = (await Promise.all(rooms.map(room => messagesIn(client, room)))).flat().map(({ key }) => key)
  const gone = new Set(erased.map(({ key }) => key))
  const wanted = new Set(messages.map(({ key }) => key).filter(key => !gone.has(key)))
  const found = new Set(stored)
  const missing = [...wanted].filter(key => !found.has(key))
  const uncalledFor = stored.filter(key => !wanted.has(key))
  const isAsSent = missing.length + uncalledFor.length + (stored.length - found.size) === 0
  return {
    says: `read every message: ${grouped(stored.length)}, ${missing.length} missing, ${uncalledFor.length} that should not be`,
    faults: isAsSent ? [] : ['the messages are not those that were sent'],
  }
}

const countFields = tallyFields.filter(field => field !== 'score')

/** Every count of a room is what its messages, read one by one, add up to, and no part of them is more than all. */
export const wrongCounts = async ({ client }: Stack, { rooms }: Traffic): Promise<Verdict> => {
  const moods = await moodsOf(client, rooms)
  const folds = await Promise.all(rooms.map(async room => sum((await messagesIn(client, room)).map(tallyOf))))
  const { questions, flagged } = sum(folds)
  const isWrong = (mood: Mood, fold: Tally) =>
    Object.entries({ ...mood.models, ...fold.models }).some(
      ([model]) => mood.models[model] !== fold.models[model],
    ) || countFields.some(field => mood[field] !== fold[field] || mood[field] < 0 || mood[field] > mood.n)
  return {
    says: `added them up by label, kind and flag: ${grouped(questions)} questions, ${grouped(flagged)} flagged`,
    faults: moods
      .filter((mood, at) => isWrong(mood, folds[at]!))
      .map(({ room }) => `the counts of ${room} are not those of its messages`),
  }
}

export const drift = async ({ client }: Stack, { rooms }: Traffic): Promise<Verdict> => {
  const reports = await Promise.all(rooms.map(room => auditOf(client, room)))
  const found = reports.reduce((sum, report) => sum + report.drift.length + report.unsettled.length, 0)
  const minutes = reports.reduce((sum, report) => sum + report.minutes, 0)
  return {
    says: `audited ${rooms.length} rooms, ${minutes} minutes: drift ${found}`,
    faults: found === 0 ? [] : [`${found} windows have drifted`],
  }
}

export const balance = (
  { messages, malformed, erased }: Traffic,
  { counted, deadLetters }: Seen,
): Verdict => {
  const sent = messages.length + malformed.length + 1
  const accounted = counted + erased.length + deadLetters
  const is = sent === accounted ? '=' : '≠'
  return {
    says: `${grouped(sent)} sent ${is} ${grouped(counted)} counted + ${erased.length} erased + ${deadLetters} dead letters`,
    faults:
      sent === accounted ? [] : [`${grouped(sent)} were sent and ${grouped(accounted)} are accounted for`],
  }
}
