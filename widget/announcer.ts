/** A screen reader is told of new numbers at most this often. */
export const ANNOUNCE_EVERY_MS = 15_000

/**
 * What stands in the polite live region: the first sentence, and then a new one only where it differs and the
 * last is old enough to have been heard.
 */
export const announcer = () => {
  let said = ''
  let saidAt = Number.NEGATIVE_INFINITY
  return (sentence: string, nowMs: number): string => {
    if (sentence !== said && nowMs - saidAt >= ANNOUNCE_EVERY_MS) {
      said = sentence
      saidAt = nowMs
    }
    return said
  }
}
