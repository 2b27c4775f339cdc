import type { Command } from 'commander'
import type { ReplayReport } from '../../schemas/answers.ts'
import { type Client, clientOf, type ServerOptions } from '../client.ts'
import { Failure } from '../failure.ts'
import { pacer, sizeFor } from '../feed/batches.ts'
import { INTERRUPTED, untilInterrupted } from '../interrupt.ts'
import { out, plural, printable, say } from '../terminal.ts'
import { beginJournal, type Journal, openJournal } from './journal.ts'
import { describe } from './letter-lines.ts'
import { ACT_ON, type HeadPage, headPages, headsByIds, type Wanted } from './letters.ts'
import { type Posted, replayPages } from './replay-pages.ts'
import { type Chosen, chosenPages, isByIds, untilNewest } from './selection.ts'
import { wouldText } from './would-text.ts'

type Options = ServerOptions &
  Chosen & { dryRun?: boolean; rate?: number; journal?: string; resume?: boolean }

const USUAL_JOURNAL = 'roomtone-replay.ndjson'

/** The action of `dlq replay`: a line for each letter on stdout, what it came to on stderr. */
export const replay = async (ids: string[], options: Options, command: Command): Promise<void> => {
  const { resume = false, dryRun = false } = options
  if (resume && (dryRun || ids.length > 0))
    command.error('error: --resume goes on with a replay by options: leave out ids and --dry-run')
  if (!resume || Object.values(filtersIn(options)).some(given => given !== undefined))
    isByIds(ids, options, command)
  const client = clientOf(options)
  if (dryRun) return sayWhatWould(client, chosenPages(client, ids, { ...options, state: 'open' }))
  if (ids.length > 0) return run(client, named(client, ids), options, undefined)
  const journal = resume ? resumed(client, options) : await begun(client, options)
  if (journal)
    await run(client, headPages(client, journal.replaying.wanted, journal.cursor), options, journal)
  else say('no such dead letters are open; nothing was posted')
}

async function* named(client: Client, ids: readonly string[]): AsyncGenerator<HeadPage> {
  yield { heads: await headsByIds(client, ids) }
}

const filtersIn = ({ reason, room, from, to }: Wanted) => ({ reason, room, from, to })

const begun = async (client: Client, options: Options): Promise<Journal | undefined> => {
  const wanted = await untilNewest(client, { ...filtersIn(options), state: 'open' })
  return wanted && beginJournal(options.journal ?? USUAL_JOURNAL, { url: client.url, wanted })
}

/** Options that are given again have to be those that it was begun with; the end of the span may be left open. */
const resumed = ({ url }: Client, options: Options): Journal => {
  const file = options.journal ?? USUAL_JOURNAL
  const journal = openJournal(file)
  const { replaying } = journal
  const asked = Object.entries(filtersIn(options)).filter(
    ([name, value]) => value !== undefined && name !== 'to',
  )
  const differs = asked.find(([name, value]) => replaying.wanted[name as keyof Wanted] !== value)
  if (replaying.url === url && differs === undefined) return journal
  throw new Failure(
    `${file} is the journal of another replay: ${describeReplay(journal)}; resume it as it was begun, or name another with --journal`,
  )
}

const describeReplay = ({ replaying: { url, wanted } }: Journal): string =>
  [`at ${url}`, ...Object.entries(wanted).map(([name, value]) => `${name} ${value}`)]
    .map(printable)
    .join(', ')

/** Posts on their way at a time, as for feed. */
const AT_ONCE = 4

const run = async (
  client: Client,
  pages: AsyncIterable<HeadPage>,
  { rate }: Options,
  journal: Journal | undefined,
): Promise<void> => {
  const signal = untilInterrupted()
  const sums = { replayed: 0, refused: 0 }
  const tell = tellingInto(sums)
  let isDone = false
  try {
    isDone = await replayPages({
      ...{ pages, journal, signal, tell },
      post: keys => ask(client, keys, false),
      size: sizeFor(rate),
      atOnce: rate === undefined ? AT_ONCE : 1,
      allow: untilStopped(pacer(rate, signal)),
    })
    if (isDone) journal?.remove()
  } finally {
    say(summary(sums, isDone, journal))
  }
  if (signal.aborted && !isDone) process.exitCode = INTERRUPTED
  else if (sums.refused > 0) process.exitCode = 1
}

/** A wait that Ctrl-C ends is over, not failed. */
const untilStopped = (allow: (count: number) => Promise<void>) => (count: number) =>
  allow(count).catch(error => {
    if ((error as Error).name !== 'AbortError') throw error
  })

const ask = async (client: Client, keys: readonly string[], dryRun: boolean): Promise<Posted[]> => {
  const body = { keys, dryRun }
  const report = await client.call<ReplayReport>('/v1/dead-letters/replay', { method: 'POST', body })
  return report.letters
}

const tellingInto =
  (sums: { replayed: number; refused: number }) =>
  (head: Parameters<typeof describe>[0], posted: Posted): void => {
    if (posted.is === 'replayed') sums.replayed++
    else sums.refused++
    out(
      posted.is === 'replayed'
        ? `replayed  ${describe(head)}`
        : `refused   ${describe(head)}  ${printable(posted.why ?? wouldText(posted))}`,
    )
  }

const summary = (
  { replayed, refused }: { replayed: number; refused: number },
  isDone: boolean,
  journal: Journal | undefined,
): string =>
  [
    `${plural(replayed, 'dead letter')} posted again`,
    ...(refused > 0 ? [`${refused} refused`] : []),
    ...(isDone
      ? ['what still cannot be counted comes back: look with `roomtone dlq ls`']
      : [journal ? 'stopped before the end: --resume goes on' : 'stopped before the end']),
  ].join('; ')

/** A line for each letter: what it would become if it alone were replayed now. */
const sayWhatWould = async (client: Client, pages: AsyncIterable<HeadPage>): Promise<void> => {
  const sums = new Map<string, number>()
  const tell = (head: Parameters<typeof describe>[0], would: Posted) => {
    sums.set(would.is, (sums.get(would.is) ?? 0) + 1)
    out(`would be  ${describe(head)}  ${wouldText(would)}`)
  }
  const signal = untilInterrupted()
  const post = (keys: readonly string[]) => ask(client, keys, true)
  await replayPages({ pages, post, tell, signal, size: ACT_ON, atOnce: 1, allow: async () => {} })
  const count = [...sums.values()].reduce((sum, one) => sum + one, 0)
  const parts = [...sums].map(([is, some]) => `${some} ${is}`)
  say(`${plural(count, 'dead letter')}${parts.length > 0 ? `: ${parts.join(', ')}` : ''}; nothing was done`)
}
