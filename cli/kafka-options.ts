import { type Command, Option } from 'commander'
import { type KafkaSettings, saslMechanisms } from '../functions/adapters/kafka-settings.ts'
import { readKafkaSettings } from '../functions/kafka-config.ts'
import { Failure } from './failure.ts'

export type KafkaOptions = {
  brokers?: string
  sasl?: string
  username?: string
  ssl?: boolean
  ca?: string
  cert?: string
  key?: string
}

/** For every command that talks to Kafka. The password is read from the environment alone: arguments show in `ps`. */
export const withKafka = (command: Command): Command =>
  command
    .addOption(new Option('--brokers <list>', 'host:port,host:port,…').env('ROOMTONE_KAFKA_BROKERS'))
    .addOption(
      new Option('--sasl <mechanism>', 'log in, with the password in ROOMTONE_KAFKA_PASSWORD')
        .choices(saslMechanisms)
        .env('ROOMTONE_KAFKA_SASL'),
    )
    .addOption(new Option('--username <name>', 'who logs in').env('ROOMTONE_KAFKA_USERNAME'))
    .option('--ssl', 'over TLS')
    .addOption(new Option('--ca <file>', 'who signed for the brokers, in PEM').env('ROOMTONE_KAFKA_CA'))
    .addOption(new Option('--cert <file>', 'a certificate of ours, in PEM').env('ROOMTONE_KAFKA_CERT'))
    .addOption(new Option('--key <file>', 'its key, in PEM').env('ROOMTONE_KAFKA_KEY'))

/** Where Kafka is, as options and environment say. */
export const kafkaOf = (options: KafkaOptions): KafkaSettings => {
  const given = {
    ...process.env,
    ROOMTONE_KAFKA_BROKERS: options.brokers,
    ROOMTONE_KAFKA_SASL: options.sasl,
    ROOMTONE_KAFKA_USERNAME: options.username,
    ROOMTONE_KAFKA_CA: options.ca,
    ROOMTONE_KAFKA_CERT: options.cert,
    ROOMTONE_KAFKA_KEY: options.key,
    ...(options.ssl ? { ROOMTONE_KAFKA_SSL: 'yes' } : {}),
  }
  const settings = failing(() => readKafkaSettings(given))
  if (settings) return settings
  throw new Failure('which Kafka? Give --brokers host:port, or set ROOMTONE_KAFKA_BROKERS')
}

/** What is thrown is for a person. */
const failing = <T>(work: () => T): T => {
  try {
    return work()
  } catch (error) {
    throw new Failure((error as Error).message)
  }
}
