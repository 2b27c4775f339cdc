import { setTimeout as sleep } from 'node:timers/promises'
import { type Command, Option } from 'commander'
import { Grain, type Mood } from '../schemas/mood.ts'
import { at, type Client, clientOf, NoAnswer, type ServerOptions, withServer } from './client.ts'
import { untilInterrupted } from './interrupt.ts'
import { moodLines } from './mood-lines.ts'
import { out, say, toJson } from './terminal.ts'
import { timeOf } from './time-option.ts'

/** Times are epoch milliseconds. */
type Span = { from?: number; to?: number; grain?: Grain }
type Options = ServerOptions & Span & { watch?: boolean; json?: boolean }

export const mood = (command: Command): Command =>
  withServer(command)
    .argument('<room>', 'the room')
    .option('--watch', 'stay and show every change')
    .option('--json', 'JSON instead of a picture; with --watch a line for every change')
    .addOption(new Option('--from <time>', 'count from this time on (2026-11-22T09:00Z)').argParser(timeOf))
    .addOption(new Option('--to <time>', 'count up to, not including, this time').argParser(timeOf))
    .addOption(new Option('--grain <grain>', 'also show each minute or hour').choices(Grain.options))
    .action(run)

/** Also used by `feed`, to see what it fed arrive. */
export const readMood = (
  client: Client,
  room: string,
  span: Span = {},
  signal?: AbortSignal,
): Promise<Mood> =>
  client.call<Mood>(at`/v1/rooms/${room}/mood`, { query: span, ...(signal ? { signal } : {}) })

const run = async (room: string, { watch, json, from, to, grain, ...server }: Options) => {
  const client = clientOf(server)
  const span: Span = {
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(grain ? { grain } : {}),
  }
  const first = await readMood(client, room, span)
  if (!watch) return json ? out(toJson(first)) : out(moodLines(first, Date.now()).join('\n'))
  const signal = untilInterrupted()
  const show = json || !process.stdout.isTTY ? lineByLine() : redrawn()
  show(first)
  await watching(signal, async () => show(await readMood(client, room, span, signal)))
}

const LOOK_EVERY_MS = 1_000

/** Until Ctrl-C. A stack that is away for a moment is waited for. */
const watching = async (signal: AbortSignal, look: () => Promise<void>): Promise<void> => {
  let isAway = false
  while (!signal.aborted) {
    try {
      await sleep(LOOK_EVERY_MS, undefined, { signal })
      await look()
      isAway = false
    } catch (error) {
      if (signal.aborted) return
      if (!(error instanceof NoAnswer)) throw error
      if (!isAway) say(`${error.message}; looking again every second`)
      isAway = true
    }
  }
}

/** A pipe hears of a quiet room as often: whoever reads sees it alive, and we see whether anyone reads. */
const REPEAT_AFTER_MS = 10_000

/** For pipes: a line of JSON whenever something has changed. */
const lineByLine = () => {
  let shown: string | undefined
  let shownMs = 0
  return (mood: Mood) => {
    const line = toJson(mood)
    if (line === shown && Date.now() - shownMs < REPEAT_AFTER_MS) return
    out(line)
    shown = line
    shownMs = Date.now()
  }
}

/** For terminals: the picture is drawn over the one before. */
const redrawn = () => {
  let height = 0
  return (mood: Mood) => {
    const lines = moodLines(mood, Date.now())
    const over = height > 0 ? `\u001b[${height}A\u001b[J` : ''
    out(over + lines.join('\n'))
    height = lines.length
  }
}
