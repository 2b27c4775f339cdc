import { describe } from 'vitest'
import { sqsContract } from '../../contracts/sqs.ts'
import { openLocalSqs } from './local-sqs.ts'

describe('SQS by fauxqs, the local queue', () =>
  sqsContract({
    name: 'fauxqs',
    open: openLocalSqs,
    cannot: {
      'checks receipts': 'it deletes by any receipt, and says that it has',
      'names the queue that gave up': 'its dead letters lack DeadLetterQueueSourceArn',
      'moves dead letters back': 'it has no StartMessageMoveTask',
    },
  }))
