/*
 * What kafkajs says went wrong, and what to do about it. The reason stands at the end of a chain of causes; its `type` is
 * the broker's own error code, its `name` is kafkajs's.
 */

/** What an error is about. */
export type About = { brokers: readonly string[]; topic: string; group?: string | undefined }

type Cure = (about: About, reason: Error & { lastOffset?: bigint; remedy?: string }) => string

const noAnswer: Cure = ({ brokers }, { message }) =>
  `no broker answers at ${brokers.join(', ')} (${message}): is it started, is the address right, does it want TLS (--ssl) or a login (--sasl)?`

const noLogin: Cure = (_, { message }) =>
  `the broker does not let this user in (${message}): check ROOMTONE_KAFKA_USERNAME, ROOMTONE_KAFKA_PASSWORD and --sasl`

const noTrust: Cure = (_, { message }) =>
  `the broker's certificate is not trusted (${message}): give the file of who signed it with --ca`

const tooLarge: Cure = ({ topic }, { message }) =>
  `topic "${topic}" does not take a message of that size (${message}): raise its max.message.bytes, or send less`

/** What will not change by trying again: a person has to do something. */
const lasting: Record<string, Cure> = {
  KafkaJSSASLAuthenticationError: noLogin,
  SASL_AUTHENTICATION_FAILED: noLogin,
  UNSUPPORTED_SASL_MECHANISM: (_, { message }) =>
    `the broker does not know this way of logging in (${message}): give another with --sasl`,
  UNKNOWN_TOPIC_OR_PARTITION: ({ brokers, topic }) =>
    `there is no topic "${topic}" at ${brokers.join(', ')}, or this user may not see it: create it, or give another with --topic`,
  INVALID_TOPIC_EXCEPTION: ({ topic }) => `"${topic}" cannot name a topic: give another with --topic`,
  TOPIC_AUTHORIZATION_FAILED: ({ topic }) =>
    `this user has no right to topic "${topic}": allow it Describe and Read there, and Write to replay and feed`,
  GROUP_AUTHORIZATION_FAILED: ({ group }) =>
    `this user has no right to group "${group}": allow it Read there, or give another with --group`,
  // kafkajs does not pass on why: mostly it is the right to the group.
  KafkaJSGroupCoordinatorNotFound: ({ group }) =>
    `no broker answers for group "${group}": this user may have no right to it (allow it Read there, or give another with --group), or the cluster is still starting`,
  DEPTH_ZERO_SELF_SIGNED_CERT: noTrust,
  SELF_SIGNED_CERT_IN_CHAIN: noTrust,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: noTrust,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: noTrust,
  CERT_HAS_EXPIRED: noTrust,
  ERR_TLS_CERT_ALTNAME_INVALID: noTrust,
  CLUSTER_AUTHORIZATION_FAILED: () => 'this user has no right to that in the cluster: ask who runs it',
  MESSAGE_TOO_LARGE: tooLarge,
  RECORD_LIST_TOO_LARGE: tooLarge,
}

const passing: Record<string, Cure> = {
  KafkaJSConnectionError: noAnswer,
  KafkaJSConnectionClosedError: noAnswer,
  KafkaJSRequestTimeoutError: noAnswer,
  KafkaJSBrokerNotFound: noAnswer,
  KafkaJSNoBrokerAvailableError: noAnswer,
  UNREADABLE_BATCH: ({ topic }, reason) =>
    `topic "${topic}": ${reason.message}; ${reason.remedy}, and go on behind it with ${pastIt(topic, reason)}`,
}

const pastIt = (topic: string, { lastOffset }: { lastOffset?: bigint }) =>
  `"roomtone rewind --topic ${topic} --partition N --from ${lastOffset === undefined ? 'OFFSET' : lastOffset + 1n} --skip"`

/** The first error in the chain that we know, and what names it there. */
const knownIn = (error: unknown, cures: Record<string, Cure>): [Cure, Error] | undefined => {
  for (let one = error as Chained | undefined; one instanceof Error; one = one.cause as Chained) {
    const cure = [one.type, one.code, one.name].map(name => cures[String(name)]).find(Boolean)
    if (cure) return [cure, one]
  }
  return undefined
}

type Chained = Error & { type?: unknown; code?: unknown }

/** True where only a person can help: no permission, a wrong password, no such topic. */
export const isLasting = (error: unknown): boolean => knownIn(error, lasting) !== undefined

/** One sentence for a person. Unknown errors keep their own words. */
export const explainKafka = (error: unknown, about: About): string => {
  const [cure, reason] = knownIn(error, lasting) ?? knownIn(error, passing) ?? []
  return cure && reason ? cure(about, reason) : (error as Error).message
}
