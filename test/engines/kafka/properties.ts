/** Ports of one broker, all on 127.0.0.1. */
export type BrokerPorts = { plain: number; controller: number; sasl: number; tls: number }

export type BrokerSettings = {
  folder: string
  ports: BrokerPorts
  /** A PKCS #12 file and its password; without it nothing listens on `ports.tls`. */
  keystore?: { file: string; password: string } | undefined
}

/** Who may log in on the SASL and TLS ports, besides nobody. */
export const users = { app: 'app-secret', guest: 'guest-secret' } as const

/**
 * One node that is broker and controller (KRaft). Who comes without a name, on the plain port, may do everything; `app`
 * and `guest` may do what an ACL allows them.
 */
export const propertiesOf = ({ folder, ports, keystore }: BrokerSettings): string => {
  const listeners = {
    PLAIN: ports.plain,
    SASL: ports.sasl,
    ...(keystore ? { TLS: ports.tls } : {}),
  }
  const addresses = Object.entries(listeners).map(([name, port]) => `${name}://127.0.0.1:${port}`)
  const properties = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${ports.controller}`,
    listeners: [...addresses, `CONTROLLER://127.0.0.1:${ports.controller}`].join(),
    'advertised.listeners': addresses.join(),
    'inter.broker.listener.name': 'PLAIN',
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': 'PLAIN:PLAINTEXT,CONTROLLER:PLAINTEXT,SASL:SASL_PLAINTEXT,TLS:SASL_SSL',
    'log.dirs': `${folder}/log`,
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 1,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'transaction.state.log.num.partitions': 1,
    'group.initial.rebalance.delay.ms': 0,
    'group.min.session.timeout.ms': 500,
    'auto.create.topics.enable': false,
    'log.cleaner.dedupe.buffer.size': 4_194_304,
    'num.network.threads': 2,
    'num.io.threads': 4,
    // With the default of 9 s, a broker that was killed takes 11 s to come back instead of 3.
    'broker.session.timeout.ms': 1_500,
    'broker.heartbeat.interval.ms': 300,
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    'super.users': 'User:ANONYMOUS',
    'sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512',
    ...mechanismsOf('sasl'),
    ...(keystore
      ? {
          ...mechanismsOf('tls'),
          'ssl.keystore.type': 'PKCS12',
          'ssl.keystore.location': keystore.file,
          'ssl.keystore.password': keystore.password,
        }
      : {}),
  }
  return Object.entries(properties)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('')
}

const mechanismsOf = (listener: string) => {
  const at = (mechanism: string) => `listener.name.${listener}.${mechanism}.sasl.jaas.config`
  const known = Object.entries(users).map(([name, password]) => `user_${name}="${password}"`)
  const scram = 'org.apache.kafka.common.security.scram.ScramLoginModule required;'
  return {
    [at('plain')]: `org.apache.kafka.common.security.plain.PlainLoginModule required ${known.join(' ')};`,
    [at('scram-sha-256')]: scram,
    [at('scram-sha-512')]: scram,
  }
}
