import { SQSClient, type SQSClientConfig } from '@aws-sdk/client-sqs'

/** As dynamodb-client.ts. */
export const sqsClient = (settings: SQSClientConfig): SQSClient => new SQSClient(settings)
