import { setTimeout as sleep } from 'node:timers/promises'
import { type Client, NoAnswer, Refused } from '../client.ts'
import { readMood } from '../mood.ts'
import { grouped, plural } from '../terminal.ts'

const LOOK_EVERY_MS = 250
/** No count has changed for so long: what is still to come was known already, or is held up. */
const QUIET_MS = 3_000
const PATIENCE_MS = 60_000

/**
 * Looks at the mood now, so that `settle` can tell what a feed adds: it waits until all that was accepted is counted,
 * or nothing moves any more, and gives a sentence about it. Throws where nothing answers, before anything is fed.
 */
export const countedWithin = async (client: Client, room: string) => {
  const before = await readMood(client, room).catch(error => {
    // A token that may only post cannot look.
    if (error instanceof Refused && error.status === 403) return undefined
    throw error
  })
  const look = (): Promise<number | undefined> =>
    readMood(client, room).then(
      ({ n }) => n,
      error => {
        if (error instanceof NoAnswer) return undefined
        throw error
      },
    )
  return {
    settle: async (accepted: number, signal: AbortSignal): Promise<string> => {
      if (!before) return 'the token may not read the mood: not waiting for the counts'
      const n = await lastCount(look, before.n + accepted, signal)
      return sentence(before.n, n, accepted)
    },
  }
}

const lastCount = async (
  look: () => Promise<number | undefined>,
  expected: number,
  signal: AbortSignal,
): Promise<number> => {
  const startedMs = Date.now()
  let n = 0
  let movedMs = startedMs
  while (Date.now() - startedMs < PATIENCE_MS && Date.now() - movedMs < QUIET_MS && !signal.aborted) {
    const seen = await look()
    // A stack that does not answer is not quiet: it is away.
    if (seen === undefined || seen !== n) movedMs = Date.now()
    n = seen ?? n
    if (n >= expected) break
    await sleep(LOOK_EVERY_MS)
  }
  return n
}

const sentence = (before: number, n: number, accepted: number): string => {
  const added = n - before
  const all = `the mood counts ${plural(n, 'message')} now, ${grouped(added)} more than before`
  if (added >= accepted) return all
  return `${all}; the other ${grouped(accepted - added)} were counted earlier, erased, or are still on their way`
}
