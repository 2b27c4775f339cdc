import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb'

/** In a file of its own, so that a bundle holds of the SDK what is used (scripts/lean-packages.ts). */
export const dynamoClient = (settings: DynamoDBClientConfig): DynamoDBClient => new DynamoDBClient(settings)
