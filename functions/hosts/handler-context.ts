import type { OutcomeCounts } from '../pipeline/outcome.ts'

/** What a handler may ask of its host, and tell it. Lambda's own context has the first of the two. */
export type HandlerContext = {
  getRemainingTimeInMillis(): number
  /** What became of the messages of this call. */
  observe?(counts: OutcomeCounts): void
}
