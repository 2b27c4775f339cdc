import {
  type CancellationReason,
  DynamoDBServiceException,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb'
import type { WriteResult } from '../pipeline/ports.ts'

/*
 * What DynamoDB answers to a transaction that it did not make.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 *
 *   TransactionCanceledException, with a reason an action; the first of these that any action has:
 *     ConditionalCheckFailed                                                refused
 *     ValidationError, ItemCollectionSizeLimitExceeded                      invalid
 *     TransactionConflict, ThrottlingError, ProvisionedThroughputExceeded   contended
 *   Another exception of a name below                                       contended or invalid
 *   Anything else is thrown: not known whether it was written
 *
 * A condition failure goes before a conflict, because it is settled for good: it comes again until it is dealt with.
 */
type Refusal = Exclude<WriteResult['is'], 'written'>

const reasons: Record<string, Refusal> = {
  ConditionalCheckFailed: 'refused',
  ValidationError: 'invalid',
  ItemCollectionSizeLimitExceeded: 'invalid',
  TransactionConflict: 'contended',
  ThrottlingError: 'contended',
  ProvisionedThroughputExceeded: 'contended',
}
const precedence: Refusal[] = ['refused', 'invalid', 'contended']

const exceptions: Record<string, Refusal> = {
  TransactionConflictException: 'contended',
  TransactionInProgressException: 'contended',
  ThrottlingException: 'contended',
  ProvisionedThroughputExceededException: 'contended',
  RequestLimitExceeded: 'contended',
  ValidationException: 'invalid',
}

/** `reasons` stand in the order of the actions; they are there only for a cancelled transaction. */
export type Refused = { is: Refusal; why: string; reasons: CancellationReason[] }

/** How a write was refused; undefined: it was not, and the error is to be thrown. */
export const refusalOf = (error: unknown): Refused | undefined => {
  if (!(error instanceof DynamoDBServiceException)) return undefined
  if (!(error instanceof TransactionCanceledException)) {
    const is = exceptions[error.name]
    return is && { is, why: error.message, reasons: [] }
  }
  const given = error.CancellationReasons ?? []
  const is = precedence.find(one => given.some(({ Code }) => reasons[Code ?? ''] === one))
  const why = given.find(({ Code }) => reasons[Code ?? ''] === is)?.Message ?? error.message
  return is && { is, why, reasons: given }
}

export const isRefusedPut = (error: unknown): boolean =>
  error instanceof DynamoDBServiceException && error.name === 'ConditionalCheckFailedException'
