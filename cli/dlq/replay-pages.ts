import type { ReplayReport } from '../../schemas/answers.ts'
import type { LetterHead } from '../../schemas/dead-letter.ts'
import type { Journal } from './journal.ts'
import type { HeadPage } from './letters.ts'
import { chunked } from './selection.ts'

export type Posted = ReplayReport['letters'][number]

export type Replaying = {
  pages: AsyncIterable<HeadPage>
  /** Posts these letters again, all of them; throws where it is not known. */
  post: (keys: readonly string[]) => Promise<Posted[]>
  /** What has been done is noted here, where there is one. */
  journal?: Pick<Journal, 'done' | 'noteDone' | 'notePage'> | undefined
  /** Letters in one post. */
  size: number
  /** Posts on their way at a time. */
  atOnce: number
  /** Waits until so many more may be posted. */
  allow: (count: number) => Promise<void>
  signal: AbortSignal
  tell: (head: LetterHead, posted: Posted) => void
}

/**
 * Post letters again, page by page. What has been posted is noted after it was, and a page only when all of it is, so
 * that whoever goes on after a crash posts every letter at least once. When one post fails, those on their way are
 * finished first. True: all is done; false: it was interrupted.
 */
export const replayPages = async (replaying: Replaying): Promise<boolean> => {
  const { pages, journal, size, atOnce, signal } = replaying
  for await (const { heads, next } of pages) {
    const left = heads.filter(({ key }) => !journal?.done.has(key))
    const chunks = chunked(left, size).values()
    const worker = async () => {
      for (const chunk of chunks) {
        await replaying.allow(chunk.length)
        if (signal.aborted) return
        await replayChunk(replaying, chunk)
      }
    }
    const ended = await Promise.allSettled(Array.from({ length: atOnce }, worker))
    const failed = ended.find(result => result.status === 'rejected')
    if (failed) throw failed.reason
    if (signal.aborted) return false
    if (next !== undefined) journal?.notePage(next)
  }
  return true
}

const replayChunk = async (
  { post, journal, tell }: Replaying,
  chunk: readonly LetterHead[],
): Promise<void> => {
  const byKey = new Map(chunk.map(head => [head.key, head]))
  const posted = await post([...byKey.keys()])
  journal?.noteDone(posted.map(({ key }) => key))
  for (const one of posted) {
    const head = byKey.get(one.key)
    if (head) tell(head, one)
  }
}
