import { readFileSync } from 'node:fs'
import type { ConnectionOptions } from 'node:tls'
import kafkajs, { type Kafka, type KafkaConfig, type SASLOptions } from 'kafkajs'
import { readBoundedly } from './kafka-codecs.ts'
import type { KafkaSettings } from './kafka-settings.ts'

/** How long a broker may take to answer. A consumer's request waits for messages for much less. */
const REQUEST_TIMEOUT_MS = 30_000
const CONNECTION_TIMEOUT_MS = 3_000

/**
 * A client of kafkajs that says nothing by itself: what goes wrong is thrown, or told by its events. `patience` is how
 * often a request is tried again: 5 times take some 10 s, twice one.
 */
export const kafkaClient = (settings: KafkaSettings, { patience = 5 } = {}): Kafka => {
  readBoundedly()
  keepTimersQuiet()
  const ssl = settings.ssl && tlsOf(settings.ssl)
  const config: KafkaConfig = {
    clientId: 'roomtone',
    brokers: settings.brokers,
    logLevel: kafkajs.logLevel.NOTHING,
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    retry: { retries: patience },
    ...(ssl ? { ssl } : {}),
    ...(settings.sasl ? { sasl: settings.sasl as SASLOptions } : {}),
  }
  return new kafkajs.Kafka(config)
}

const tlsOf = (files: NonNullable<KafkaSettings['ssl']>): ConnectionOptions =>
  Object.fromEntries(
    Object.entries(files).flatMap(([name, file]) => (file === undefined ? [] : [[name, readPem(file)]])),
  )

const readPem = (file: string): string => {
  try {
    const text = readFileSync(file, 'utf8')
    if (text.includes('-----BEGIN ')) return text
  } catch (cause) {
    throw new Error(`cannot read ${file} (${(cause as Error).message}): give a file in PEM`, { cause })
  }
  throw new Error(`${file} is not in PEM: it has no line "-----BEGIN …"`)
}

let isQuiet = false

/**
 * kafkajs sets a timer to a time gone by with each request, which does no harm, and Node says so.
 * https://github.com/tulios/kafkajs/issues/1751
 */
const keepTimersQuiet = () => {
  if (isQuiet) return
  isQuiet = true
  const emitWarning = process.emitWarning.bind(process) as (...args: unknown[]) => void
  process.emitWarning = ((...args: unknown[]) => {
    if (args[1] !== 'TimeoutNegativeWarning') emitWarning(...args)
  }) as typeof process.emitWarning
}
