import { describe, expect, test } from 'vitest'
import { resourcesOf } from './conditions.ts'
import { grantedTo } from './permissions.ts'
import type { Template } from './template.ts'

const arn = 'arn:aws:kafka:us-east-2:123456789012:cluster/demo/6e1b2c3d-2'
const secret = 'arn:aws:secretsmanager:us-east-2:123456789012:secret:AmazonMSK_demo'
const msk = { KafkaClusterArn: arn, KafkaTopic: 'posted' }
const own = { KafkaBootstrapServers: 'k-1.example.com:9092,k-2.example.com:9092', KafkaTopic: 'posted' }
const withSecret = { KafkaSecretArn: secret }
const inVpc = { KafkaSubnets: 'subnet-a1,subnet-b2', KafkaSecurityGroup: 'sg-c3' }

type Statement = { Action: string[]; Resource: unknown }

/** What of a packaged stack a Kafka cluster brings with it: nothing, unless it is named. */
export const describeKafkaSource = (template: () => Template): void => {
  const deploy = (parameters: Record<string, string> = {}) => resourcesOf(template(), parameters)
  const sourceOf = (parameters: Record<string, string>) => {
    const sources = Object.values(deploy(parameters)).filter(
      ({ Type, Properties }) => Type === 'AWS::Lambda::EventSourceMapping' && Properties.Topics,
    )
    expect(sources).toHaveLength(1)
    return sources[0]!
  }
  const grantedBy = (parameters: Record<string, string>): string[] =>
    deploy(parameters)
      .KafkaSourcePolicy!.Properties.PolicyDocument.Statement.flatMap(({ Action, Resource }: Statement) =>
        Action.map(action => `${action} on ${JSON.stringify(Resource)}`),
      )
      .toSorted()
  const clusters = [
    ['MSK', msk],
    ['a cluster of one’s own', { ...own, ...withSecret }],
  ] as const

  describe('the Kafka source', () => {
    test('is off where no cluster is named: no source, no permission, no alarm', () => {
      const conditional = Object.entries(template().Resources).filter(([, { Condition }]) => Condition)
      expect(conditional.length).toBeGreaterThan(0)
      const deployed = deploy()
      expect(conditional.flatMap(([id]) => deployed[id] ?? [])).toEqual([])
      expect(JSON.stringify(deployed)).not.toMatch(/"(kafka|kafka-cluster|ec2):/)
      expect(grantedTo(template(), 'ClassifyKafkaRole').join()).not.toContain('secretsmanager:')
    })

    test.each(clusters)(
      'of %s gives back by record, halves what crashes, tries often, not for ever',
      (_, named) => {
        const { Properties, DependsOn } = sourceOf(named) as ReturnType<typeof sourceOf> & {
          DependsOn?: unknown
        }
        expect(Properties).toMatchObject({
          FunctionName: { 'Fn::GetAtt': ['ClassifyDashkafkaLambdaFunction', 'Arn'] },
          Topics: ['posted'],
          StartingPosition: 'TRIM_HORIZON',
          FunctionResponseTypes: ['ReportBatchItemFailures'],
          BisectBatchOnFunctionError: true,
          ProvisionedPollerConfig: { MinimumPollers: 1, MaximumPollers: expect.any(Number) },
          DestinationConfig: {
            OnFailure: { Destination: { 'Fn::GetAtt': ['PostedDeadLetterQueue', 'Arn'] } },
          },
        })
        expect(Properties.MaximumRetryAttempts).toBeGreaterThan(10)
        expect(DependsOn).toEqual(['KafkaSourcePolicy']) // or the mapping is made before it may read
      },
    )

    test('of MSK logs in by IAM, with access to that topic and that group alone', () => {
      expect(sourceOf(msk).Properties).toMatchObject({
        EventSourceArn: arn,
        AmazonManagedKafkaEventSourceConfig: { ConsumerGroupId: 'roomtone-dev' },
      })
      expect(sourceOf(msk).Properties).not.toHaveProperty('SourceAccessConfigurations')
      const at = (kind: string, name: string) => `"${arn.replace(':cluster/', `:${kind}/`)}/${name}"`
      expect(grantedBy(msk)).toEqual([
        ...['Create', 'Delete', 'Describe'].map(
          verb => `ec2:${verb}NetworkInterface${verb === 'Describe' ? 's' : ''} on "*"`,
        ),
        ...['SecurityGroups', 'Subnets', 'Vpcs'].map(what => `ec2:Describe${what} on "*"`),
        `kafka-cluster:AlterGroup on ${at('group', 'roomtone-dev')}`,
        `kafka-cluster:Connect on "${arn}"`,
        `kafka-cluster:DescribeClusterDynamicConfiguration on "${arn}"`,
        `kafka-cluster:DescribeGroup on ${at('group', 'roomtone-dev')}`,
        `kafka-cluster:DescribeTopic on ${at('topic', 'posted')}`,
        `kafka-cluster:ReadData on ${at('topic', 'posted')}`,
        `kafka:DescribeClusterV2 on "${arn}"`,
        `kafka:GetBootstrapBrokers on "${arn}"`,
        'sqs:SendMessage on {"Fn::GetAtt":["PostedDeadLetterQueue","Arn"]}',
      ])
    })

    test('with a secret logs in by it, and may read that secret', () => {
      expect(sourceOf({ ...msk, ...withSecret }).Properties.SourceAccessConfigurations).toEqual([
        { Type: 'SASL_SCRAM_512_AUTH', URI: secret },
      ])
      const granted = grantedBy({ ...msk, ...withSecret, KafkaSecretKeyArn: 'arn:aws:kms:key' })
      expect(granted).toContain(`secretsmanager:GetSecretValue on "${secret}"`)
      expect(granted).toContain('kms:Decrypt on "arn:aws:kms:key"')
      expect(granted).toContain(`kafka:ListScramSecrets on "${arn}"`)
      expect(granted.filter(one => one.startsWith('kafka-cluster:'))).toEqual([])
    })

    test('of a cluster of one’s own names its servers, and needs nothing of a VPC that it is not in', () => {
      const named = { ...own, ...withSecret, KafkaLogin: 'BASIC_AUTH' }
      expect(sourceOf(named).Properties).toMatchObject({
        SelfManagedEventSource: {
          Endpoints: { KafkaBootstrapServers: ['k-1.example.com:9092', 'k-2.example.com:9092'] },
        },
        SelfManagedKafkaEventSourceConfig: { ConsumerGroupId: 'roomtone-dev' },
        SourceAccessConfigurations: [{ Type: 'BASIC_AUTH', URI: secret }],
      })
      expect(grantedBy(named)).toEqual([
        `secretsmanager:GetSecretValue on "${secret}"`,
        'sqs:SendMessage on {"Fn::GetAtt":["PostedDeadLetterQueue","Arn"]}',
      ])
    })

    test('of a cluster within a VPC enters it by its subnets and security group', () => {
      expect(sourceOf({ ...own, ...inVpc }).Properties.SourceAccessConfigurations).toEqual([
        { Type: 'VPC_SUBNET', URI: 'subnet:subnet-a1' },
        { Type: 'VPC_SUBNET', URI: 'subnet:subnet-b2' },
        { Type: 'VPC_SECURITY_GROUP', URI: 'security_group:sg-c3' },
      ])
      expect(grantedBy({ ...own, ...inVpc })).toContain('ec2:CreateNetworkInterface on "*"')
    })

    test('only what describes or makes a network interface is granted on everything', () => {
      for (const named of [msk, { ...msk, ...withSecret }, { ...own, ...inVpc }])
        for (const grant of grantedBy(named).filter(one => one.endsWith('"*"')))
          expect(grant).toMatch(/^ec2:/)
    })
  })
}
