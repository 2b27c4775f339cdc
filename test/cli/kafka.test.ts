import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import kafkajs from 'kafkajs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSqliteStore } from '../../functions/adapters/sqlite-store.ts'
import { HORIZON_MS } from '../../schemas/limits.ts'
import { describeEngine } from '../engines/engine.ts'
import { users } from '../engines/kafka/properties.ts'
import { type LocalKafka, openLocalKafka } from '../functions/hosts/local-kafka.ts'
import { until } from '../functions/hosts/loop-options.ts'
import { roomtone } from './run.ts'

const DAY_MS = 86_400_000

test.each([
  [['consume', 'kafka', '--topic', 't', '--store', 'sqlite:x'], {}, /which Kafka\? Give --brokers/],
  [['rewind', '--topic', 't', '--from', '0', '--brokers', 'nowhere'], {}, /is no list of brokers such as/],
  [['feed', 'package.json', '--format', 'text', '--room', 'r', '--to', 'sqs'], {}, /which queue\?/],
  [
    ['consume', 'kafka', '--topic', 't', '--store', 'sqlite:x', '--brokers', 'h:1', '--sasl', 'plain'],
    {},
    /set ROOMTONE_KAFKA_USERNAME and ROOMTONE_KAFKA_PASSWORD/,
  ],
  [
    ['rewind', '--topic', 't', '--from', '0', '--brokers', '127.0.0.1:1'],
    {},
    /^roomtone: no broker answers at 127\.0\.0\.1:1 \(.*ECONNREFUSED.*\): is it started/,
  ],
  [
    ['rewind', '--topic', 't', '--from', '0', '--brokers', '127.0.0.1:1', '--ca', 'no-such.pem'],
    {},
    /cannot read no-such\.pem/,
  ],
])('roomtone %j without a broker says what is missing', async (args, env, message) => {
  const { code, stdout, stderr } = await roomtone(args, { env })
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toMatch(message)
})

describeEngine('kafka', 'the command line with a broker', () => {
  let kafka: LocalKafka
  let folder = ''
  beforeAll(async () => {
    ;[kafka, folder] = await Promise.all([
      openLocalKafka({ tls: true }),
      mkdtemp(join(tmpdir(), 'roomtone-kafka-cli-')),
    ])
    await writeFile(join(folder, 'ca.pem'), kafka.broker.certificate!)
  })
  afterAll(async () => {
    await kafka.close()
    await rm(folder, { recursive: true })
  })

  const brokers = () => ['--brokers', kafka.broker.brokers.join()]
  const consume = (topic: string, store: string, interrupt: () => Promise<unknown>) =>
    roomtone(
      [
        ...['consume', 'kafka', '--topic', topic, ...brokers(), '--metrics'],
        ...['--store', `sqlite:${join(folder, store)}`, '--model', 'models/nano'],
      ],
      { interrupt },
    )
  const committed = (topic: string, count: number) => () =>
    until('all is committed', async () => {
      const offsets = await kafka.committed(topic, 'roomtone')
      return offsets.reduce((sum, offset) => sum + Math.max(0, offset), 0) === count
    })
  const countedIn = async (store: string) => {
    const { store: opened, close } = openSqliteStore(join(folder, store))
    const counters = await opened.counters('hall')
    close()
    return counters.reduce((sum, { tally }) => sum + tally.n, 0)
  }

  test('a file that is fed is counted, fed and read again it is duplicates, and counts stay as they are', async () => {
    const topic = await kafka.topic(3)
    const file = join(folder, 'rows.txt')
    await writeFile(file, Array.from({ length: 250 }, (_, at) => `Great demo, number ${at}\n`).join(''))
    const feed = ['feed', file, '--room', 'hall', '--to', 'kafka', '--topic', topic, ...brokers()]
    expect((await roomtone(feed)).stderr).toMatch(/hall: 250 messages accepted, 0 refused/)
    const first = await consume(topic, 'a', committed(topic, 250))
    expect(first).toMatchObject({ code: 0, stderr: expect.stringContaining('250 counted, 0 duplicates') })
    const last = JSON.parse(first.stdout.trim().split('\n').at(-1)!)
    expect(last).toMatchObject({ topic, group: 'roomtone', lag: 0 })
    expect(await countedIn('a')).toBe(250)

    await roomtone(feed)
    const rewound = await roomtone(['rewind', '--topic', topic, '--from', '0', ...brokers()])
    expect(rewound).toMatchObject({ code: 0, stderr: '' })
    expect(rewound.stdout).toMatch(/250 records will be read again; counts stay as they are\n$/)
    const again = await consume(topic, 'a', committed(topic, 500))
    expect(again.stderr).toContain(`${topic}: 0 counted, 500 duplicates, 0 dead letters`)
    expect(await countedIn('a')).toBe(250)
  })

  test('a group with a consumer is not rewound', async () => {
    const topic = await kafka.topic()
    await kafka.send(topic, { key: 'hall', value: JSON.stringify({ id: '1', text: 'good' }) })
    let refused: Awaited<ReturnType<typeof roomtone>> | undefined
    await consume(topic, 'b', async () => {
      await committed(topic, 1)()
      refused = await roomtone(['rewind', '--topic', topic, '--from', '0', ...brokers()])
    })
    expect(refused).toMatchObject({ code: 1, stdout: '' })
    expect(refused!.stderr).toMatch(/^roomtone: group "roomtone" has a consumer running.*: stop it first/)
    expect(await kafka.committed(topic, 'roomtone')).toEqual([1])
  })

  test('a rewind by time begins at the first record since, never moves forward unless told to, and never past the horizon', async () => {
    const topic = await kafka.topic(1, [{ name: 'retention.ms', value: '-1' }])
    const now = Date.now()
    for (const daysAgo of [40, 10, 5, 1])
      await kafka.send(topic, { key: 'hall', value: '{', timestamp: String(now - daysAgo * DAY_MS) })
    const rewind = (...args: string[]) =>
      roomtone(['rewind', '--topic', topic, '--group', 'by-time', ...args, ...brokers()])
    const at = (daysAgo: number) => new Date(now - daysAgo * DAY_MS).toISOString()
    const offsets = () => kafka.committed(topic, 'by-time')
    expect((await rewind('--from', at(7), '--skip')).stdout).toContain('2 will not be read')
    expect(await offsets()).toEqual([2])
    expect((await rewind('--from', at(2))).stdout).toContain('stays at 2')
    expect((await rewind('--from', at(12))).stdout).toContain(`${topic}-0: from 2 to 1`)
    expect(await offsets()).toEqual([1])
    for (const [from, message] of [
      [at(36), /posted before .*, 35 days ago, is counted for good/],
      ['0', /35 days ago, is counted for good.* the first record since then is 1/],
      ['5', /-0 ends at 4: give an offset up to that/],
    ] as const) {
      const refused = await rewind('--from', from)
      expect(refused).toMatchObject({ code: 1, stderr: expect.stringMatching(message) })
    }
    expect((await rewind('--from', '1', '--partition', '3')).stderr).toMatch(/has no partition 3/)
    expect(await offsets()).toEqual([1])
    expect(HORIZON_MS).toBe(35 * DAY_MS)
  })

  const secured = (args: string[], password: string) =>
    roomtone(
      [
        ...['consume', 'kafka', '--store', `sqlite:${join(folder, 'c')}`, '--model', 'models/nano'],
        ...['--sasl', 'scram-sha-512', '--username', 'app', ...args],
      ],
      { env: { ROOMTONE_KAFKA_PASSWORD: password } },
    )

  test('what a broker refuses is said with its cure, and ends the command', async () => {
    const topic = await kafka.topic()
    const sasl = ['--brokers', `127.0.0.1:${kafka.broker.saslPort}`, '--topic', topic]
    const tls = ['--brokers', `127.0.0.1:${kafka.broker.tlsPort}`, '--topic', topic]
    const ca = ['--ca', join(folder, 'ca.pem')]
    const refused = async (args: string[], message: RegExp, password: string = users.app) => {
      const { code, stderr } = await secured(args, password)
      expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(message) })
    }
    await refused(sasl, /does not let this user in .*: check ROOMTONE_KAFKA_USERNAME/, 'wrong')
    await refused([...tls, '--ssl'], /certificate is not trusted .*--ca/)
    await refused([...tls, ...ca], /no right to topic "posted-\d+": allow it Describe and Read there/)
    await allow(kafka, 'TOPIC', topic)
    await refused([...tls, ...ca], /no broker answers for group "roomtone".*allow it Read there/)
  })

  test('a user with the rights to it is let in by SASL over TLS', async () => {
    const topic = await kafka.topic()
    await allow(kafka, 'TOPIC', topic)
    await allow(kafka, 'GROUP', 'of-app')
    await kafka.send(topic, { key: 'hall', value: JSON.stringify({ id: '1', text: 'good' }) })
    const { stderr } = await roomtone(
      [
        ...['consume', 'kafka', '--store', `sqlite:${join(folder, 'd')}`, '--model', 'models/nano'],
        ...['--brokers', `127.0.0.1:${kafka.broker.tlsPort}`, '--ca', join(folder, 'ca.pem')],
        ...['--sasl', 'scram-sha-512', '--username', 'app', '--topic', topic, '--group', 'of-app'],
      ],
      {
        env: { ROOMTONE_KAFKA_PASSWORD: users.app },
        interrupt: () =>
          until('it is committed', async () => (await kafka.committed(topic, 'of-app'))[0] === 1),
      },
    )
    expect(stderr).toContain('1 counted, 0 duplicates')
  })
})

const allow = async ({ admin }: LocalKafka, type: 'TOPIC' | 'GROUP', resourceName: string) => {
  const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } = kafkajs
  const acl = (['DESCRIBE', 'READ'] as const).map(operation => ({
    resourceType: AclResourceTypes[type],
    resourceName,
    resourcePatternType: ResourcePatternTypes.LITERAL,
    principal: 'User:app',
    host: '*',
    operation: AclOperationTypes[operation],
    permissionType: AclPermissionTypes.ALLOW,
  }))
  await admin.createAcls({ acl })
}
