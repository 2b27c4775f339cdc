import { expect, test } from 'vitest'
import { readConfig } from '../../functions/config.ts'
import { readKafkaSettings } from '../../functions/kafka-config.ts'

test('without brokers there is no Kafka', () => {
  expect(readKafkaSettings({})).toBeUndefined()
  expect(readConfig({ ROOMTONE_STORE: 'sqlite:x', ROOMTONE_KAFKA_BROKERS: '' }).kafka).toBeUndefined()
})

test.each([
  ['brokers alone', { ROOMTONE_KAFKA_BROKERS: 'a:9092, b:9093' }, { brokers: ['a:9092', 'b:9093'] }],
  ['an address of version 6', { ROOMTONE_KAFKA_BROKERS: '[::1]:9092' }, { brokers: ['[::1]:9092'] }],
  [
    'a login',
    {
      ...{ ROOMTONE_KAFKA_BROKERS: 'a:9092', ROOMTONE_KAFKA_SASL: 'scram-sha-512' },
      ...{ ROOMTONE_KAFKA_USERNAME: 'app', ROOMTONE_KAFKA_PASSWORD: 'secret' },
    },
    { brokers: ['a:9092'], sasl: { mechanism: 'scram-sha-512', username: 'app', password: 'secret' } },
  ],
  ['TLS', { ROOMTONE_KAFKA_BROKERS: 'a:9092', ROOMTONE_KAFKA_SSL: 'yes' }, { brokers: ['a:9092'], ssl: {} }],
  [
    'TLS, because there is a file for it',
    { ROOMTONE_KAFKA_BROKERS: 'a:9092', ROOMTONE_KAFKA_CA: 'ca.pem' },
    { brokers: ['a:9092'], ssl: { ca: 'ca.pem' } },
  ],
])('%s', (_, env, expected) => {
  expect(readKafkaSettings(env)).toEqual(expected)
})

test.each([
  [{ ROOMTONE_KAFKA_BROKERS: 'a' }, /^ROOMTONE_KAFKA_BROKERS is no list of brokers such as b-1/],
  [{ ROOMTONE_KAFKA_BROKERS: 'http://a:1' }, /^ROOMTONE_KAFKA_BROKERS is no list/],
  [{ ROOMTONE_KAFKA_BROKERS: 'a:1,' }, /^ROOMTONE_KAFKA_BROKERS is no list/],
  [{ ROOMTONE_KAFKA_SASL: 'gssapi' }, /^ROOMTONE_KAFKA_SASL is none of plain, scram-sha-256, scram-sha-512/],
  [{ ROOMTONE_KAFKA_SASL: 'plain' }, /^ROOMTONE_KAFKA_SASL is set: set ROOMTONE_KAFKA_USERNAME and/],
  [{ ROOMTONE_KAFKA_SSL: 'true' }, /^ROOMTONE_KAFKA_SSL is neither "yes" nor "no"/],
  [{ ROOMTONE_KAFKA_CERT: 'c.pem' }, /^ROOMTONE_KAFKA_CERT and ROOMTONE_KAFKA_KEY belong together/],
])('%j is an error that names the variable', (env, message) => {
  expect(() => readKafkaSettings(env)).toThrow(message)
})
