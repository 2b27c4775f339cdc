import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'

/** Versions of one secret, as Secrets Manager keeps them. */
export type Versions = { AWSCURRENT?: string; AWSPREVIOUS?: string; madeAt: number }

export type LocalSecrets = {
  url: string
  versions: Versions
  /** Stages that were asked for. */
  asked: string[]
  close(): Promise<void>
}

/** A stand-in of Secrets Manager that knows GetSecretValue of one secret. What `versions` says holds at once. */
export const startLocalSecrets = async (versions: Versions): Promise<LocalSecrets> => {
  const asked: string[] = []
  const server = createServer(async (request, response) => {
    const { SecretId, VersionStage } = (await json(request)) as {
      SecretId: string
      VersionStage: 'AWSCURRENT' | 'AWSPREVIOUS'
    }
    asked.push(VersionStage)
    const SecretString = versions[VersionStage]
    const answer =
      SecretString === undefined
        ? { __type: 'ResourceNotFoundException', message: `no ${VersionStage}` }
        : { ARN: SecretId, SecretString, CreatedDate: versions.madeAt / 1_000, VersionStages: [VersionStage] }
    response
      .writeHead(SecretString === undefined ? 400 : 200, { 'content-type': 'application/x-amz-json-1.1' })
      .end(JSON.stringify(answer))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    versions,
    asked,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
