import { type Command, Option } from 'commander'
import { withServer } from './client.ts'
import { batchesOf, paced } from './feed/batches.ts'
import { messagesOf } from './feed/messages.ts'
import { type Feeding, postBatches } from './feed/post-batches.ts'
import { type Fed, feedProgress } from './feed/progress.ts'
import { type Target, type TargetOptions, targets } from './feed/targets.ts'
import { INTERRUPTED, untilInterrupted } from './interrupt.ts'
import { withKafka } from './kafka-options.ts'
import type { Progress } from './progress.ts'
import { rateOf } from './rate-option.ts'
import { openFile } from './row-file.ts'
import { formatOf, type RowFormat, readRows, rowFormats } from './rows.ts'
import { grouped, plural, printable, say } from './terminal.ts'

type Options = TargetOptions & {
  to: keyof typeof targets
  rate?: number
  column: string
  format?: RowFormat
  wait: boolean
}

export const feed = (command: Command): Command =>
  withKafka(withServer(command))
    .argument('<file>', 'TSV, CSV, NDJSON or lines of text; - for stdin')
    .requiredOption('--room <room>', 'the room to post to')
    .addOption(
      new Option('--rate <n>', 'messages a second; none: as fast as they are taken').argParser(rateOf),
    )
    .option('--column <name>', 'the column, or field, that holds the text', 'text')
    .addOption(
      new Option('--format <format>', 'what the file is, where its name does not tell').choices(rowFormats),
    )
    .option('--source <source>', 'who gave the ids', 'feed')
    .addOption(
      new Option('--to <where>', 'the API of a stack, or straight to the queue or topic it reads')
        .choices(Object.keys(targets))
        .default('http'),
    )
    .addOption(new Option('--queue-url <url>', 'with --to sqs: the queue').env('ROOMTONE_QUEUE_URL'))
    .option('--topic <topic>', 'with --to kafka: the topic; the room is the key of each record')
    .option('--no-wait', 'do not wait until all of it is counted')
    .addHelpText(
      'after',
      "\nA message's id is a hash of its text and of how often the text came before: feeding a file twice counts it once.",
    )
    .action(run)

const run = async (file: string, options: Options) => {
  const signal = untilInterrupted()
  const { chunks, bytes } = await openFile(file, signal)
  const target: Target = await targets[options.to](options)
  if (file === '-' && process.stdin.isTTY) say('reading lines from this terminal; Ctrl-D ends')
  const startedMs = Date.now()
  const fed: Fed = { accepted: 0, refused: 0 }
  const progress = feedProgress(fed, bytes)
  const feeding = { signal, fed, progress, refuse: refusal(fed, progress) }
  try {
    await postBatches(target.post, batchesIn(chunks, file, options, feeding), feeding)
  } catch (error) {
    if (!signal.aborted) {
      if (fed.accepted > 0) progress.line(`stopped: ${summary(fed, startedMs)}; what was accepted stays`)
      throw error
    }
  } finally {
    progress.end()
    await target.close()
  }
  if (signal.aborted) {
    say(`stopped: ${summary(fed, startedMs)}; feed it again to go on, nothing counts twice`)
    process.exitCode = INTERRUPTED
    return
  }
  say(`${printable(options.room)}: ${summary(fed, startedMs)}`)
  if (options.wait && target.settle && fed.accepted > 0) say(await target.settle(fed.accepted, signal))
  if (fed.refused > 0) process.exitCode = 1
}

/** From bytes to what is posted together. */
const batchesIn = (
  chunks: AsyncIterable<Uint8Array>,
  file: string,
  { format = formatOf(file), column, rate }: Options,
  { signal, refuse }: Feeding,
) => {
  const rows = readRows(chunks, { name: file === '-' ? 'stdin' : file, format, column })
  return paced(batchesOf(messagesOf(rows, refuse), rate), rate, signal)
}

/** More would scroll away what matters; the summary has the number. */
const REFUSALS_SHOWN = 20

/** Counts a row that will not be taken, and says which and why. */
const refusal = (fed: Fed, progress: Progress) => (line: number, why: string) => {
  fed.refused++
  if (fed.refused <= REFUSALS_SHOWN) progress.line(`line ${line} refused: ${printable(why)}`)
  if (fed.refused === REFUSALS_SHOWN + 1) progress.line('more rows refused …')
}

const summary = ({ accepted, refused }: Fed, startedMs: number): string => {
  const seconds = (Date.now() - startedMs) / 1000
  const rate = grouped(Math.round(accepted / Math.max(seconds, 0.001)))
  return `${plural(accepted, 'message')} accepted, ${grouped(refused)} refused, in ${seconds.toFixed(1)} s (${rate}/s)`
}
