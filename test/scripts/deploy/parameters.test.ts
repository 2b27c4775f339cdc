import { beforeAll, describe, expect, test } from 'vitest'
import { floors } from '../../../cli/cost/capacity.ts'
import { type ProfileName, profileNames, profiles } from '../../../cli/cost/plan.ts'
import { PROVISIONED_USE } from '../../../cli/cost/store.ts'
import { profiles as hosted } from '../../../functions/hosts/sqs-loop.ts'
import { functionNames } from '../../../scripts/bundle.ts'
import { regionFault, stageFault } from '../../../scripts/deploy/names.ts'
import { type Configuration, configurationOf } from '../../../scripts/deploy/osls.ts'
import { faultsOf, type Parameters, parametersOf, schemas } from '../../../scripts/deploy/parameters.ts'

type Profile = { batch: number; window: number }

let configuration: Configuration
beforeAll(async () => {
  configuration = await configurationOf('dev', 'eu-central-1')
}, 60_000)

const withDefaults = (given: Parameters): Parameters => ({
  ...{ batch: '10', window: '0', 'alarm-late': '5000' },
  ...parametersOf(configuration.params, 'dev', given),
})
const faults = (given: Parameters) => faultsOf(withDefaults(given))

test('every parameter of infra/parameters.yml is checked, and no other is known', () => {
  const there = [...Object.keys(configuration.params.default!), 'batch', 'window', 'alarm-late']
  expect(Object.keys(schemas).toSorted()).toEqual(there.toSorted())
})

test('what infra/parameters.yml says is right, for every stage and profile', () => {
  for (const stage of Object.keys(configuration.params))
    for (const profile of Object.values(configuration.custom.profiles)) {
      const own = parametersOf(configuration.params, stage)
      expect(faultsOf({ ...own, ...parametersOf({ default: profile }, stage) }), stage).toEqual([])
    }
})

test('what roomtone cost and the host of SQS go by is what infra/parameters.yml says', () => {
  const deployed = configuration.custom.profiles
  expect(Object.keys(deployed)).toEqual(profileNames)
  for (const [name, { batch, window }] of Object.entries(deployed) as [ProfileName, Profile][]) {
    expect(profiles[name], name).toEqual({ batchSize: batch, windowSeconds: window })
    expect(hosted[name], name).toMatchObject({ batchSize: batch, windowMs: window * 1_000 })
  }
  const own = parametersOf(configuration.params, 'dev')
  for (const [part, floor] of Object.entries(floors)) expect(Number(own[`${part}-floor`]), part).toBe(floor)
  expect(Number(own['capacity-use'])).toBe(100 * PROVISIONED_USE)
})

test('what is given wins over the stage, and the stage over the default', () => {
  const byStage = { default: { a: 1, b: 1, c: 1 }, prod: { b: 2, c: 2 } }
  expect(parametersOf(byStage, 'prod', { c: '3' })).toEqual({ a: '1', b: '2', c: '3' })
})

const cluster = 'arn:aws:kafka:eu-central-1:123456789012:cluster/demo/6e1b2c3d-2'
const secret = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:AmazonMSK_demo'

describe('a parameter that is wrong is named, with the cure', () => {
  test.each<[Parameters, RegExp]>([
    [{ shards: 'many' }, /shards: "many" is no whole number from 1 to 64/],
    [{ shards: '65' }, /shards: "65" is no whole number from 1 to 64/],
    [{ 'classify-memory': '64' }, /classify-memory: "64" is no whole number from 128 to 10240/],
    [{ profile: 'cheap' }, /profile: "cheap" is none of live, thrifty/],
    [{ profle: 'live' }, /no parameter "profle": infra\/parameters.yml has them all/],
    [{ toString: 'x' }, /no parameter "toString"/],
    [{ origins: 'https://example.com/' }, /origins: .* is neither \* nor origins .* \(no path\)/],
    [{ origins: 'example.com' }, /origins: "example.com" is neither/],
    [{ origins: '*,https://example.com' }, /is neither \* nor origins/],
    [{ 'alarm-email': 'nora' }, /alarm-email: "nora" is no e-mail address/],
    [{ 'log-sample': '2' }, /log-sample: "2" is no share from 0 to 1/],
    [{ protected: 'true' }, /protected: "true" is none of yes, no/],
    [{ batch: '100' }, /give window=1 as well/],
    [{ window: '10' }, /visibility is under six times the timeout and the window.*raise it/],
    [{ timeout: '20' }, /visibility is under six times the timeout.*raise it/],
    [{ capacity: 'reserved' }, /capacity: "reserved" is none of on-demand, provisioned/],
    [{ 'capacity-use': '95' }, /capacity-use: "95" is no whole number from 20 to 90/],
    [{ 'table-write-floor': '0' }, /table-write-floor: "0" is no whole number from 1 to 40000/],
    [
      { 'index-write-floor': '2000' },
      /index-write-floor is over index-write-ceiling: raise the ceiling, or lower the floor/,
    ],
    [{ 'posted-retention': '1209600' }, /given-up-retention is not longer.*raise it/],
    [{ 'query-timeout': '60' }, /query-timeout: "60" is no whole number from 1 to 29/],
    [{ 'kafka-cluster-arn': 'demo' }, /kafka-cluster-arn: "demo" is no ARN of kafka, such as arn:aws:kafka/],
    [{ 'kafka-bootstrap-servers': 'k-1' }, /is no list of servers, such as/],
    [
      { 'kafka-cluster-arn': cluster, 'kafka-bootstrap-servers': 'k-1:9092' },
      /name two clusters: keep one of them/,
    ],
    [{ 'kafka-secret-arn': secret }, /but no cluster: give kafka-cluster-arn/],
    [
      { 'kafka-bootstrap-servers': 'k-1:9092', 'kafka-subnets': 'subnet-a1,subnet-b2' },
      /only work together: give both, or neither/,
    ],
    [
      {
        ...{ 'kafka-bootstrap-servers': 'k-1:9092', 'kafka-subnets': 'subnet-a1' },
        'kafka-security-group': 'sg-c3',
      },
      /give two with a comma/,
    ],
    [
      { 'kafka-cluster-arn': cluster, 'kafka-secret-arn': secret, 'kafka-login': 'BASIC_AUTH' },
      /kafka-login: MSK knows SASL_SCRAM_512_AUTH/,
    ],
    [
      { 'kafka-cluster-arn': cluster, 'kafka-secret-key-arn': 'arn:aws:kms:eu-central-1:123456789012:key/1' },
      /give kafka-secret-arn/,
    ],
  ])('%o', (given, said) => {
    expect(faults(given)).toEqual([expect.stringMatching(said)])
  })

  test('and what is right is let through', () => {
    for (const given of [
      { profile: 'thrifty', batch: '50', window: '2' },
      { origins: 'https://example.com,http://localhost:8080' },
      { 'kafka-cluster-arn': cluster },
      {
        'kafka-bootstrap-servers': 'k-1:9092,k-2:9092',
        'kafka-secret-arn': secret,
        'kafka-login': 'BASIC_AUTH',
      },
      { timeout: '20', visibility: '120' },
      { capacity: 'provisioned', 'table-read-floor': '1000' },
    ])
      expect(faults(given as Parameters)).toEqual([])
  })
})

describe('the name of a stage', () => {
  test.each(['dev', 'prod', 'eu-2', 'a'.repeat(34)])('may be %s', stage => {
    expect(stageFault(stage)).toBeUndefined()
    for (const name of functionNames) expect(`roomtone-${stage}-${name}`.length).toBeLessThanOrEqual(64)
  })

  test.each([
    ['Prod', /small letters.*such as prod$/],
    ['prod_2', /such as prod-2$/],
    ['2nd', /such as nd$/],
    ['', /such as dev$/],
    ['a'.repeat(35), /35 characters.*room for 34: give a shorter one/],
  ])('may not be %s', (stage, said) => {
    expect(stageFault(stage)).toMatch(said)
  })
})

test.each(['Frankfurt', 'eu-central', 'EU-CENTRAL-1', 'eu-central-1a'])('%s is no region', region => {
  expect(regionFault(region)).toMatch(/none of AWS: give one such as eu-central-1/)
})
