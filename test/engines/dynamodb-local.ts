import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { CreateTableCommand, type CreateTableCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import table from '../../infra/table.json' with { type: 'json' }
import { requireEngine } from './engine.ts'

export type DynamoDbLocal = { port: number; stop(): Promise<void> }

const START_TIMEOUT_MS = 30_000

/** DynamoDB Local in memory, on a free port of its own. It ends with `stop`, or with this process. */
export const startDynamoDbLocal = async (): Promise<DynamoDbLocal> => {
  const folder = requireEngine('dynamodb-local')
  const port = await freePort()
  const java = '-Xms128m -Xmx512m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData'.split(' ')
  const child = spawn(
    'java',
    [
      ...[...java, `-Djava.library.path=${join(folder, 'DynamoDBLocal_lib')}`],
      ...['-jar', join(folder, 'DynamoDBLocal.jar'), '-port', String(port)],
      ...['-sharedDb', '-inMemory', '-disableTelemetry'],
    ],
    { stdio: 'ignore' },
  )
  const kill = () => void child.kill('SIGKILL')
  process.once('exit', kill)
  const ended = new Promise<void>(resolve => child.once('exit', () => resolve()))
  const isOurs = () => child.exitCode === null && child.signalCode === null
  const startedAt = Date.now()
  while (!(await answers(port))) {
    if (!isOurs()) throw new Error(`DynamoDB Local ended as it started (exit code ${child.exitCode})`)
    if (Date.now() - startedAt > START_TIMEOUT_MS) throw new Error('DynamoDB Local did not start in 30 s')
    await sleep(50)
  }
  if (!isOurs()) throw new Error(`something else answers on port ${port}`)
  return {
    port,
    stop: async () => {
      kill()
      await ended
      process.off('exit', kill)
    },
  }
}

const freePort = () =>
  new Promise<number>((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })

const answers = (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/`).then(
    response => response.status === 400,
    () => false,
  )

/** A client for what listens on that port of this machine. */
export const localClient = (port: number, maxAttempts = 1): DynamoDBClient =>
  new DynamoDBClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'local',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts,
  })

/** Make the table as CloudFormation would. */
export const createTable = async (client: DynamoDBClient, TableName: string): Promise<void> => {
  const {
    TimeToLiveSpecification: _,
    PointInTimeRecoverySpecification: __,
    ...properties
  } = table.Resources.Table.Properties
  await client.send(new CreateTableCommand({ TableName, ...properties } as CreateTableCommandInput))
}
