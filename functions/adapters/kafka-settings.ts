/** Where a cluster is, and how to get in. */
export type KafkaSettings = {
  /** 'b-1.example.org:9092' */
  brokers: string[]
  sasl?: { mechanism: SaslMechanism; username: string; password: string } | undefined
  /** TLS, where there is any: files in PEM. Without `ca` the certificates of this system are trusted. */
  ssl?: { ca?: string | undefined; cert?: string | undefined; key?: string | undefined } | undefined
}

export const saslMechanisms = ['plain', 'scram-sha-256', 'scram-sha-512'] as const
export type SaslMechanism = (typeof saslMechanisms)[number]
