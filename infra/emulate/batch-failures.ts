import type { SQSBatchResponse } from 'aws-lambda'
import type { Invocation } from './start-function.ts'

/** How many messages of its batch a consumer of a queue gave back; one where it failed as a whole. */
export const failuresIn = ({ answer, error }: Invocation): number =>
  error ? 1 : (answer as SQSBatchResponse).batchItemFailures.length
