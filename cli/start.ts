import { type Command, InvalidArgumentError } from 'commander'
import { Failure } from './failure.ts'
import { untilInterrupted } from './interrupt.ts'
import { modelOption, shadowOption, similarityOption } from './model-options.ts'
import { keepNurserySmall } from './nursery.ts'
import { out, paint, say } from './terminal.ts'

type Options = {
  data: string
  port: number
  queuePort: number
  demo: boolean
  model: string
  shadowModel?: string
  similarity?: string
}

const readPort = (value: string): number => {
  const port = Number(value)
  if (!/^\d+$/.test(value) || port > 65_535)
    throw new InvalidArgumentError('give a port from 1 to 65535; 0: any that is free')
  return port
}

export const start = (command: Command): Command =>
  command
    .option('--data <dir>', 'where everything is kept', '.roomtone')
    .option('--port <n>', 'of the page and the API', readPort, 4000)
    .option('--queue-port <n>', 'of the queue, for the AWS SDK of your app', readPort, 4566)
    .option('--no-demo', 'without the messages of the room "demo"')
    .addOption(modelOption())
    .addOption(shadowOption())
    .addOption(similarityOption())
    .addHelpText(
      'after',
      '\nROOMTONE_METRICS=NAME in the environment: a line of metrics on stdout every 10 s.',
    )
    .action(async ({ data, port, queuePort, demo, model, shadowModel, similarity }: Options) => {
      const interrupted = untilInterrupted()
      const { startEmbedded } = await import('../functions/hosts/embedded.ts')
      const { readKafkaSettings } = await import('../functions/kafka-config.ts')
      keepNurserySmall()
      const options = {
        ...{ folder: data, modelFolder: model, shadowFolder: shadowModel, similarityFolder: similarity },
        ...{ port, queuePort, demo, log: say, metricsOf: process.env.ROOMTONE_METRICS },
      }
      const starting = async () => startEmbedded({ ...options, kafka: readKafkaSettings(process.env) })
      const stack = await starting().catch(error => {
        throw new Failure(error.message)
      })
      out(whereToLook(stack, data, demo))
      await aborted(interrupted)
      say('stopping: finishing what is in hand (again: at once)')
      await stack.close()
    })

/** What a person needs next: the page, the address for an app, the place of the data. */
const whereToLook = (stack: { url: string; queueUrl: string }, folder: string, demo: boolean): string => {
  const row = (what: string, where: string) => `  ${paint('dim', what.padEnd(6))} ${where}`
  return [
    `${paint('bold', 'roomtone')} is ready: ${paint('cyan', `${stack.url}${demo ? '/rooms/demo' : '/'}`)}`,
    row('API', `${stack.url}/v1`),
    row('SQS', `${stack.queueUrl}`),
    row('data', folder),
  ].join('\n')
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise(resolve => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
