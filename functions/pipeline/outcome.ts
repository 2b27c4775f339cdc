import type { Rejection } from '../../schemas/dead-letter.ts'

/** What became of one message. */
export type Outcome =
  | { is: 'counted' }
  | { is: 'duplicate' } // seen before, or older than what is stored: success, nothing written
  | { is: 'revised' } // a higher revision: the counts moved from the old label to the new
  | { is: 'erased' } // by this or earlier, perhaps before it arrived: it counts zero
  | { is: 'rejected'; reason: Rejection; detail: string } // never retry: a dead letter
  | { is: 'failed'; cause: Error } // retry: the queue gives it back

export const failed = (cause: unknown): Extract<Outcome, { is: 'failed' }> => ({
  is: 'failed',
  cause: cause instanceof Error ? cause : new Error(String(cause)),
})

/** How many became what. */
export type OutcomeCounts = Record<Outcome['is'], number>

export const noOutcomes: OutcomeCounts = {
  counted: 0,
  duplicate: 0,
  revised: 0,
  erased: 0,
  rejected: 0,
  failed: 0,
}

/** [{ is: 'counted' }, { is: 'duplicate' }, { is: 'counted' }] -> { counted: 2, duplicate: 1, revised: 0, … } */
export const countOutcomes = (outcomes: readonly Outcome[]): OutcomeCounts => {
  const counts = { ...noOutcomes }
  for (const { is } of outcomes) counts[is]++
  return counts
}
