import { MINUTE_MS } from '../pipeline/mood.ts'
import type { Counter, Span } from '../pipeline/ports.ts'

/*
 * What a room's counters tell of its minutes. Every write that touches a message (count, edit, erase, relabel) touches a
 * counter of the message's minute in the same transaction, and a counter's rev rises with every write. So as long as the
 * revs of a minute are what they were, so are its messages: they are the version of the minute, and need no change feed.
 */

/** `questions`: how many there are to be listed. */
export type Minute = { minute: number; version: string; questions: number }

/** Shards are read each by itself, in no order. Two of them, at revs 9 and 4 -> '0:9 3:4' */
export const versionOf = (counters: readonly Counter[]): string =>
  counters
    .map(({ shard, rev }) => `${shard}:${rev}`)
    .sort()
    .join(' ')

/** The latest first. */
export const minutesOf = (counters: readonly Counter[]): Minute[] =>
  [...Map.groupBy(counters, ({ window }) => Number(window))]
    .map(([minute, shards]) => ({
      minute,
      version: versionOf(shards),
      questions: shards.reduce((sum, { tally }) => sum + tally.questions, 0),
    }))
    .sort((a, b) => b.minute - a.minute)

/** As many of the latest as hold `most` questions, each of them whole; the latest that has any is always among them. */
export const latestOf = (
  minutes: readonly Minute[],
  most: number,
): { latest: Minute[]; partial: boolean } => {
  let questions = 0
  const end = minutes.findIndex(minute => {
    const isFirst = questions === 0
    questions += minute.questions
    return questions > most && !isFirst
  })
  return end < 0
    ? { latest: [...minutes], partial: questions > most }
    : { latest: minutes.slice(0, end), partial: true }
}

/** Minutes that are listed in one go: all that hold questions from the latest of them to the earliest. */
export type Run = { span: Span; minutes: Minute[] }

/**
 * Those that are to be read, of all minutes, the latest first. What has no questions is not in the way: 9:04 and 9:01 are
 * one run where nothing but comments was posted in between.
 */
export const runsOf = (minutes: readonly Minute[], isWanted: (minute: Minute) => boolean): Run[] => {
  const runs: Minute[][] = []
  let isOpen = false
  for (const minute of minutes) {
    if (minute.questions <= 0) continue
    const isNext = isWanted(minute)
    if (isNext && isOpen) runs.at(-1)!.push(minute)
    else if (isNext) runs.push([minute])
    isOpen = isNext
  }
  return runs.map(run => ({ minutes: run, span: spanOf(run) }))
}

const spanOf = (run: readonly Minute[]): Span => ({
  fromMs: run.at(-1)!.minute * MINUTE_MS,
  toMs: (run[0]!.minute + 1) * MINUTE_MS,
})
