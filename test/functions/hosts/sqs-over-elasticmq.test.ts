import { sqsContract } from '../../contracts/sqs.ts'
import { describeEngine } from '../../engines/engine.ts'
import { openElasticMqSqs } from './elasticmq-sqs.ts'

describeEngine('elasticmq', 'SQS by ElasticMQ', () =>
  sqsContract({
    name: 'ElasticMQ',
    open: openElasticMqSqs,
    cannot: { 'ends a wait for what was deleted': 'a receive that waits goes on for its 20 s' },
  }),
)
