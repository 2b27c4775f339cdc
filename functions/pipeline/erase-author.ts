import type { Limits } from './attempt.ts'
import { eraseAll, hindrance } from './erase.ts'
import type { LiveMessage, Ports, Span } from './ports.ts'

/** Whose messages: by this name, of this source or of any. */
export type Whose = { author: string; source?: string | undefined }

/** What one step did; `cursor`: where the next one starts, none: there is no more. */
export type AuthorStep = { looked: number; found: number; erased: number; cursor?: string | undefined }

type AuthorPorts = Pick<Ports, 'store' | 'clock' | 'draw'>
/** No page is begun after `lookUntilMs`, so that what was found can be erased before the deadline. */
type Step = Limits & { lookUntilMs: number; dryRun: boolean; cursor?: string | undefined }

/**
 * A step looks at so many messages at the most, a page at a time: in a quiet room, a page may be weeks of hours. A page
 * of one minute by one author is two transactions of 98 messages.
 */
const PAGES = 10
const PAGE = 2 * 98
const DAY_MS = 86_400_000

/** Everything: a message may be kept for weeks after it has grown too old to be counted. */
const everything = (nowMs: number): Span => ({ fromMs: 0, toMs: nowMs + DAY_MS })

/**
 * Erase what an author wrote in a room, newest first, by identity: harmless to repeat, to stop and to begin anew.
 * A message that somebody else's edit has replaced meanwhile stays. Throws where the store is away or contended until the
 * deadline: the same step again goes on. What is still on its way, or missing from an index that lags, is not seen.
 */
export const eraseAuthor = async (
  ports: AuthorPorts,
  room: string,
  whose: Whose,
  { dryRun, cursor, lookUntilMs, deadlineMs }: Step,
): Promise<AuthorStep> => {
  const step: AuthorStep = { looked: 0, found: 0, erased: 0, cursor }
  const span = everything(ports.clock.now())
  for (let page = 0; page < PAGES && (page === 0 || ports.clock.now() < lookUntilMs); page++) {
    const { messages, cursor: next } = await ports.store.list(room, span, PAGE, step.cursor)
    const found = messages.filter(message => isOf(message, whose))
    if (!dryRun) step.erased += await eraseFound(ports, found, { deadlineMs })
    step.looked += messages.length
    step.found += found.length
    step.cursor = next
    if (next === undefined) break
  }
  return step
}

const isOf = ({ author, source }: LiveMessage, whose: Whose): boolean =>
  author === whose.author && (whose.source ?? source) === source

/**
 * The list names them; what stands there is read from the table itself. An index that lags may still show a message
 * that has expired meanwhile, and whose key has begun again at version 1: to erase that would take back a count twice.
 */
const eraseFound = async (
  ports: AuthorPorts,
  found: readonly LiveMessage[],
  limits: Limits,
): Promise<number> => {
  if (found.length === 0) return 0
  const standing = await ports.store.read(found.map(({ key }) => key))
  const all = found.map(({ room, key, author }) => ({ room, key, by: author }))
  const results = [...(await eraseAll(ports, all, limits, standing))]
  for (const [key, result] of results) if (typeof result !== 'string') throw hindrance(key, result)
  return results.filter(([, result]) => result === 'erased').length
}
