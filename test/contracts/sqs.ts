import { describe, test } from 'vitest'
import type { LocalSqs } from '../functions/hosts/local-sqs.ts'
import { sqsDeadLettersContract } from './sqs-dead-letters.ts'
import { sqsLoopContract } from './sqs-loop.ts'
import { sqsQueueContract } from './sqs-queue.ts'
import { sqsSourceContract } from './sqs-source.ts'

/** What SQS does and not every engine does as well. */
export type Ability =
  | 'checks receipts'
  | 'names the queue that gave up'
  | 'moves dead letters back'
  | 'ends a wait for what was deleted'

/** An engine that speaks SQS. */
export type SqsEngine = {
  name: string
  /** Two fresh queues: one, and the dead letters of it. */
  open(options?: { maxReceives?: number }): Promise<LocalSqs>
  /** What it cannot do: the tests of that are skipped, and their names say what it does instead. */
  cannot: Partial<Record<Ability, string>>
}

/** `test`, for what only some engines can do. */
export const testOf =
  ({ name, cannot }: SqsEngine) =>
  (ability: Ability, title: string, body: () => Promise<void>): void => {
    if (cannot[ability] === undefined) test(title, body)
    else test.skip(`${title} (${name} cannot: ${cannot[ability]})`, body)
  }

/** What we rely on of SQS, through the adapters and the loop that rely on it. */
export const sqsContract = (engine: SqsEngine): void => {
  describe('the queue', () => sqsQueueContract(engine))
  describe('the source', () => sqsSourceContract(engine))
  describe('the loop', () => sqsLoopContract(engine))
  describe('what is given up', () => sqsDeadLettersContract(engine))
}
