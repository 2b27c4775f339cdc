import { SecretsManagerClient, type SecretsManagerClientConfig } from '@aws-sdk/client-secrets-manager'

/** As dynamodb-client.ts. */
export const secretsClient = (settings: SecretsManagerClientConfig): SecretsManagerClient =>
  new SecretsManagerClient(settings)
