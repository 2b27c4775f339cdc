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
