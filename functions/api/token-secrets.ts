import type { Clock, SecretSource } from '../pipeline/ports.ts'
import { secretBytes } from './token.ts'

/** What tokens may be signed with, the newest first. */
export type TokenSecrets = {
  /** Rejects where they are not known. */
  valid(): Promise<readonly Uint8Array[]>
  /** The same, looked up again: a token that none of them signed may be of a newer one. */
  renewed(): Promise<readonly Uint8Array[]>
}

/** A secret that stays what it is for as long as the process lives. */
export const oneSecret = (secret: Uint8Array): TokenSecrets => {
  const secrets = Promise.resolve([secret])
  return { valid: () => secrets, renewed: () => secrets }
}

/** For how long one that was replaced is valid still: tokens that were made before go on until they expire. */
export const OVERLAP_MS = 24 * 3_600_000
/** How long what was read is taken for true; so long a secret that was withdrawn is still valid here. */
export const LIFE_MS = 5 * 60_000
/** Between two readings at least, whoever sends tokens that nobody signed: a reading is paid. */
export const AGAIN_MS = 30_000
/** How long what was read is good where it cannot be read again. */
export const OUTAGE_MS = 3_600_000

type Read = { secrets: readonly Uint8Array[]; atMs: number }

/**
 * The secrets of a source, read when they are needed, and again when what was read is old or did not sign a token. So a
 * secret is replaced without a deployment. Of a reading that fails `report` is told; what was read before stays valid
 * for an hour.
 */
export const cachedSecrets = (
  source: SecretSource,
  clock: Pick<Clock, 'now'>,
  report: (error: unknown) => void,
): TokenSecrets => {
  let last: Read | undefined
  let askedMs = Number.NEGATIVE_INFINITY
  let reading: Promise<void> | undefined
  const read = async () => {
    askedMs = clock.now()
    last = { secrets: await readSecrets(source, clock.now()), atMs: askedMs }
  }
  /** Whoever asks meanwhile waits for the same reading. */
  const readOnce = (): Promise<void> => {
    reading ??= read().finally(() => {
      reading = undefined
    })
    return reading
  }
  const readAgain = async (): Promise<readonly Uint8Array[]> => {
    const known = last
    if (!known || clock.now() - known.atMs >= OUTAGE_MS) await readOnce()
    else if (reading || clock.now() - askedMs >= AGAIN_MS) await readOnce().catch(report)
    return last!.secrets
  }
  return {
    valid: async () => (last && clock.now() - last.atMs < LIFE_MS ? last.secrets : readAgain()),
    renewed: readAgain,
  }
}

const readSecrets = async (source: SecretSource, nowMs: number): Promise<Uint8Array[]> => {
  const { secret, madeAt } = await source.current()
  const current = secretBytes(secret)
  const previous = nowMs - madeAt < OVERLAP_MS ? await source.previous() : undefined
  return previous === undefined ? [current] : [current, ...ifLongEnough(previous)]
}

/** One that was too short was never valid: it was a mistake, which the current one has mended. */
const ifLongEnough = (secret: string): Uint8Array[] => {
  try {
    return [secretBytes(secret)]
  } catch {
    return []
  }
}
