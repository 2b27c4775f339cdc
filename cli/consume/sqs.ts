import { type Command, Option } from 'commander'
import { lockDataFolder } from '../../functions/adapters/data-folder.ts'
import { regionOf, sqsSource } from '../../functions/adapters/sqs-source.ts'
import { readConfig } from '../../functions/config.ts'
import type { SqsHandler } from '../../functions/hosts/sqs-batch.ts'
import { consumeSqs, profiles } from '../../functions/hosts/sqs-loop.ts'
import { clock, openSqs } from '../../functions/wire.ts'
import { Failure } from '../failure.ts'
import { untilInterrupted } from '../interrupt.ts'
import { grouped, plural, say } from '../terminal.ts'
import { type CountingOptions, countingVariables, withCounting } from './counting.ts'

type Options = CountingOptions & {
  queueUrl: string
  deadLetterQueueUrl?: string
  profile: keyof typeof profiles
}

/** `consume sqs`. */
export const consumeSqsCommand = (command: Command): Command =>
  withCounting(
    command
      .summary('count messages from an SQS queue')
      .description(
        'Count the messages of an SQS queue, as the Lambda function does, where there is no Lambda.',
      )
      .addOption(
        new Option('--queue-url <url>', 'the queue that messages are posted to')
          .env('ROOMTONE_QUEUE_URL')
          .makeOptionMandatory(),
      )
      .addOption(
        new Option('--dead-letter-queue-url <url>', 'its dead-letter queue, to be kept as dead letters').env(
          'ROOMTONE_DEAD_LETTER_QUEUE_URL',
        ),
      ),
  )
    .addOption(
      new Option('--profile <profile>', 'how messages become batches: within a second, or for fewer requests')
        .choices(['live', 'thrifty'])
        .default('live'),
    )
    .addHelpText(
      'after',
      "\nCredentials, region and endpoint are the AWS SDK's own: AWS_REGION, AWS_ENDPOINT_URL_SQS, …",
    )
    .action(run)

/** How long one receive may take: it waits for 20 s for a message. */
const RECEIVE_TIMEOUT_MS = 25_000
/** What serverless.yml gives the functions, and a lease that is short because it is extended. */
const limits = { timeoutMs: 10_000, leaseSeconds: 30, stopWithinMs: 12_000 }
const REPORT_EVERY_MS = 10_000

const run = async (options: Options): Promise<void> => {
  const signal = untilInterrupted()
  Object.assign(process.env, countingVariables(options))
  process.env.AWS_REGION ??= regionOf(new URL(options.queueUrl).hostname) ?? 'us-east-1'
  try {
    const config = readConfig({
      ...process.env,
      ROOMTONE_QUEUE_URL: options.queueUrl,
      ROOMTONE_DEAD_LETTER_QUEUE_URL: options.deadLetterQueueUrl,
    })
    const lock = config.store.kind === 'sqlite' ? lockDataFolder(config.store.at) : undefined
    const client = await openSqs(config, RECEIVE_TIMEOUT_MS)
    const progress = reportProgress()
    const loop = (url: string, handler: SqsHandler) =>
      consumeSqs(sqsSource(client, url, limits.leaseSeconds), handler, {
        ...limits,
        profile: profiles[options.profile],
        clock,
        draw: Math.random,
        signal,
        log: say,
        observe: progress.observe,
      })
    // The handlers read their configuration as they are imported.
    const { handler: classify } = await import('../../functions/classify-sqs.ts')
    const loops = [loop(options.queueUrl, classify)]
    if (options.deadLetterQueueUrl) {
      const { handler: collect } = await import('../../functions/collect-dead-letters.ts')
      loops.push(loop(options.deadLetterQueueUrl, collect))
    }
    say(`consuming ${options.queueUrl} into ${options.store}; Ctrl-C ends`)
    await Promise.all(loops)
    progress.end()
    lock?.release()
  } catch (error) {
    throw new Failure((error as Error).message)
  }
}

/** A line every ten seconds in which there was something to do. */
const reportProgress = () => {
  let [done, failed, shown] = [0, 0, 0]
  const show = () => {
    if (done + failed === shown) return
    shown = done + failed
    say(`${plural(done, 'message')} done, ${grouped(failed)} given back`)
  }
  const timer = setInterval(show, REPORT_EVERY_MS)
  timer.unref() // where nothing could be started, there is nothing to report
  return {
    observe: (batch: { messages: number; failed: number }) => {
      done += batch.messages - batch.failed
      failed += batch.failed
    },
    end: () => {
      clearInterval(timer)
      show()
    },
  }
}
