import pRetry from 'p-retry'
import { NoAnswer } from './client.ts'

/** How long a stack may be away (a restart takes about 3 s) before a command gives up. */
const PATIENCE_MS = 30_000

export type Patient = <T>(work: () => Promise<T>) => Promise<T>

/** Tries again while the stack is away; tells so once, and when it is back. For work that is harmless to repeat. */
export const patiently = (signal: AbortSignal, tell: (line: string) => void): Patient => {
  let isAway = false
  return async work => {
    const done = await pRetry(work, {
      retries: Number.POSITIVE_INFINITY,
      maxRetryTime: PATIENCE_MS,
      minTimeout: 100,
      maxTimeout: 1_000,
      randomize: true,
      signal,
      shouldRetry: ({ error }) => error instanceof NoAnswer,
      onFailedAttempt: ({ error }) => {
        if (isAway || !(error instanceof NoAnswer)) return
        isAway = true
        tell(`${error.message}; trying again for ${PATIENCE_MS / 1000} s`)
      },
    })
    if (isAway) tell('it answers again')
    isAway = false
    return done
  }
}
