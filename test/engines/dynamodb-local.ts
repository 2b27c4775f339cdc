import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { CreateTableCommand, type CreateTableCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import table from '../../infra/table.json' with { type: 'json' }
import { requireEngine } from './engine.ts'
import { freePort, QUICK_JAVA, startProgram } from './engine-process.ts'

export type DynamoDbLocal = { port: number; ended: Promise<void>; stop(): Promise<void> }

/** DynamoDB Local in memory, on a free port of its own. It ends with `stop`, or with this process. */
export const startDynamoDbLocal = async (): Promise<DynamoDbLocal> => {
  const folder = requireEngine('dynamodb-local')
  const port = await freePort()
  const { ended, stop } = await startProgram({
    name: 'DynamoDB Local',
    command: [
      ...['java', ...QUICK_JAVA, `-Djava.library.path=${join(folder, 'DynamoDBLocal_lib')}`],
      ...['-jar', join(folder, 'DynamoDBLocal.jar'), '-port', String(port)],
      ...['-sharedDb', '-inMemory', '-disableTelemetry'],
    ],
    port,
    answers: () => answers(port),
  })
  return { port, ended, stop }
}

const answers = async (port: number): Promise<boolean> =>
  (await fetch(`http://127.0.0.1:${port}/`)).status === 400

/** A client for what listens on that port of this machine. */
export const localClient = (port: number, maxAttempts = 1): DynamoDBClient =>
  new DynamoDBClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'local',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts,
  })

/** A table that no other test has: 'contract' -> 'contract-6f1c…'. Test files share the engine. */
export const ownTable = (purpose: string): string => `${purpose}-${randomUUID()}`

/** Make the table as CloudFormation would. */
export const createTable = async (client: DynamoDBClient, TableName: string): Promise<void> => {
  const {
    TimeToLiveSpecification: _,
    PointInTimeRecoverySpecification: __,
    ...properties
  } = table.Resources.Table.Properties
  await client.send(new CreateTableCommand({ TableName, ...properties } as CreateTableCommandInput))
}
