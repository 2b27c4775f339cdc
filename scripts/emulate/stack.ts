/*
 * The packaged stack on this machine: each zip unpacked and run under a Lambda Runtime API, with what the template gives
 * its function; event sources poll the queues. Every request to AWS goes through a gate that counts.
 */
import path from 'node:path'
import type { SQSClient } from '@aws-sdk/client-sqs'
import type { SQSEvent } from 'aws-lambda'
import { sqsSource } from '../../functions/adapters/sqs-source.ts'
import { failuresIn } from '../../infra/emulate/batch-failures.ts'
import { type Counter, countConsumed } from '../../infra/emulate/consumed.ts'
import { type Environments, openEnvironments } from '../../infra/emulate/environments.ts'
import { pollQueue } from '../../infra/emulate/event-source.ts'
import { type AwsCall, type Gate, type GateOptions, openGate } from '../../infra/emulate/gate.ts'
import { lastWords } from '../../infra/emulate/last-words.ts'
import type { Invocation } from '../../infra/emulate/start-function.ts'
import { type FunctionSettings, queueSourceOf, settingsOf } from '../../test/infra/function-settings.ts'
import type { Template } from '../../test/infra/template.ts'
import { type FunctionName, functionNames } from '../bundle.ts'
import { unzip } from '../zip.ts'
import { type Ground, type QueueName, sqsAt, VISIBILITY_SECONDS } from './ground.ts'

/** All but classify-kafka, which has no broker here. */
export type Emulated = Exclude<FunctionName, 'classify-kafka'>
export const emulated = functionNames.filter((name): name is Emulated => name !== 'classify-kafka')

export type StackOptions = {
  /** Holds .serverless/ with the zips; each is unpacked beside it. */
  folder: string
  template: Template
  /** Of classify-sqs; the others have what the template gives them. */
  memoryMb: number | undefined
  /** Of each function, at most. */
  environments: number
  throttled: boolean
  /** Why AWS refuses a request of a function; undefined: it does not. */
  refuse: (name: Emulated, call: AwsCall) => string | undefined
}

export type Stack = {
  counter: Counter
  /** As an app posts to the queue. */
  app: SQSClient
  memoryMb(name: Emulated): number
  functions: Record<Emulated, Environments>
  invoke(name: Emulated, event: unknown): Promise<Invocation>
  /** When a batch of the queue was last done without a failure, epoch milliseconds. */
  lastDoneMs(): number
  /** The last that its functions wrote, and the event sources. */
  lastWords(): string
  stop(): Promise<void>
}

const consumers: [QueueName, Emulated][] = [
  ['PostedQueue', 'classify-sqs'],
  ['PostedDeadLetterQueue', 'collect-dead-letters'],
]

export const openStack = async (ground: Ground, options: StackOptions): Promise<Stack> => {
  const counter = countConsumed()
  const gates = gatesTo(ground, counter)
  const log = lastWords()
  const settings = settingsFor(ground, options)
  const opened = emulated.map(async name => {
    const endpoint = await gates.open(name, call => options.refuse(name, call))
    return [name, openFunction(name, settings[name], endpoint, options, log.add)] as const
  })
  const functions = Object.fromEntries(await Promise.all(opened)) as Stack['functions']
  let lastDoneMs = 0
  const invoke: Stack['invoke'] = async (name, event) => {
    const result = await functions[name].invoke(event)
    const { Records = [] } = event as Partial<SQSEvent>
    if (name === 'classify-sqs' && failuresIn(result) === 0) lastDoneMs = Date.now()
    counter.invoked(name, settings[name].memoryMb, Records.length, result)
    return result
  }
  const app = sqsAt(await gates.open('app'))
  const polling = startPolling(ground, options, await gates.open('pollers'), invoke, log.add)
  return {
    counter,
    app,
    memoryMb: name => settings[name].memoryMb,
    functions,
    invoke,
    lastDoneMs: () => lastDoneMs,
    lastWords: log.text,
    stop: async () => {
      await polling.stop()
      await Promise.all(Object.values(functions).map(one => one.stop()))
      app.destroy()
      await gates.close()
    },
  }
}

/** A gate for each caller, so that it is known who consumed what. */
const gatesTo = ({ engines }: Ground, counter: Counter) => {
  const all: Gate[] = []
  return {
    open: async (caller: string, refuse: NonNullable<GateOptions['refuse']> = () => undefined) => {
      const gate = await openGate({ engines, refuse, seen: counter.seen(caller) })
      all.push(gate)
      return gate.url
    },
    close: async () => void (await Promise.all(all.map(one => one.close()))),
  }
}

/** The event sources of both queues, with what the template says of them, but for how many the machine has room. */
const startPolling = (
  ground: Ground,
  { template, environments }: StackOptions,
  endpoint: string,
  invoke: Stack['invoke'],
  log: (text: string) => void,
) => {
  const client = sqsAt(endpoint)
  const stopping = new AbortController()
  const polling = consumers.map(([queue, name]) => {
    const mapping = queueSourceOf(template, queue)
    const maximumConcurrency = Math.min(mapping.maximumConcurrency, environments)
    const source = sqsSource(client, ground.urlOf(queue), VISIBILITY_SECONDS)
    return pollQueue(source, { ...mapping, maximumConcurrency }, event => invoke(name, event), {
      signal: stopping.signal,
      log: line => log(`${line}\n`),
    })
  })
  return {
    stop: async () => {
      stopping.abort()
      await Promise.all(polling)
      client.destroy()
    },
  }
}

const settingsFor = (
  ground: Ground,
  { template, memoryMb }: StackOptions,
): Record<Emulated, FunctionSettings> => {
  const resolved = { PostedQueue: ground.urlOf('PostedQueue'), TokenSecret: 'TokenSecret' }
  const all = emulated.map(name => {
    const given = settingsOf(template, name, resolved)
    return [name, name === 'classify-sqs' && memoryMb ? { ...given, memoryMb } : given]
  })
  return Object.fromEntries(all)
}

const openFunction = (
  name: FunctionName,
  { role: _, env, ...settings }: FunctionSettings,
  endpoint: string,
  { folder, throttled, environments }: StackOptions,
  log: (text: string) => void,
): Environments => {
  const unpacked = path.join(folder, 'unpacked', name)
  unzip(path.join(folder, '.serverless', `${name}.zip`), unpacked)
  const given = { ...settings, env: { ...env, AWS_ENDPOINT_URL: endpoint } }
  return openEnvironments({ ...given, name, folder: unpacked, throttled, log }, environments)
}
