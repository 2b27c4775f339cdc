import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { requireEngine } from './engine.ts'
import { type EngineProcess, startProgram } from './engine-process.ts'
import { type BrokerPorts, propertiesOf, users } from './kafka/properties.ts'

export type KafkaBroker = {
  /** Without a name, and with every right. */
  brokers: string[]
  port: number
  /** Ports where a user of properties.ts logs in by SASL, and by SASL over TLS. */
  saslPort: number
  tlsPort: number
  /** The certificate that the TLS port shows, in PEM; undefined unless it was asked for. */
  certificate: string | undefined
  /** SIGKILL. What it has acknowledged is there after `restart`. */
  kill(): Promise<void>
  restart(): Promise<void>
  stop(): Promise<void>
}

/** A broker of its own, on free ports and a scratch folder. It ends with `stop`, or with this process. */
export const startKafka = async ({ tls = false } = {}): Promise<KafkaBroker> => {
  const folder = mkdtempSync(join(tmpdir(), 'roomtone-kafka-'))
  const [plain, controller, sasl, tlsPort] = (await freePorts(4)) as [number, number, number, number]
  const ports = { plain, controller, sasl, tls: tlsPort }
  const keystore = tls ? await makeKeystore(folder) : undefined
  writeFileSync(join(folder, 'server.properties'), propertiesOf({ folder, ports, keystore }))
  await format(folder)
  let broker = await startBroker(folder, ports)
  return {
    brokers: [`127.0.0.1:${plain}`],
    port: plain,
    saslPort: sasl,
    tlsPort,
    certificate: keystore?.certificate,
    kill: () => broker.stop(),
    restart: async () => {
      broker = await startBroker(folder, ports)
    },
    stop: async () => {
      await broker.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const java = (heap: string, ...args: string[]) => [
  ...`-Xmx${heap} -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData`.split(' '),
  '-Dorg.slf4j.simpleLogger.defaultLogLevel=error',
  ...['-cp', join(requireEngine('kafka'), '*')],
  ...args,
]

const format = (folder: string) => {
  const credentials = Object.entries(users).flatMap(([name, password]) =>
    ['SCRAM-SHA-256', 'SCRAM-SHA-512'].flatMap(mechanism => [
      '--add-scram',
      `${mechanism}=[name=${name},password=${password}]`,
    ]),
  )
  const tool = ['kafka.tools.StorageTool', 'format', '-t', 'MkU3OEVBNTcwNTJENDM2Qk']
  return promisify(execFile)('java', [
    ...java('128m', ...tool, '-c', join(folder, 'server.properties')),
    ...credentials,
  ])
}

const startBroker = (folder: string, { plain }: BrokerPorts): Promise<EngineProcess> =>
  startProgram({
    name: 'Kafka',
    command: ['java', ...java('512m', 'kafka.Kafka', join(folder, 'server.properties'))],
    port: plain,
    answers: () => answers(plain),
  })

/** ApiVersions (key 18, version 0) with correlation id 1 and no client id. https://kafka.apache.org/protocol */
const API_VERSIONS = Buffer.from([0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 1, 255, 255])

/** A broker that listens does not answer before it has caught up with its own log. */
const answers = async (port: number): Promise<boolean> => {
  const socket = connect(port, '127.0.0.1')
  try {
    socket.on('error', () => {}).write(API_VERSIONS)
    const signal = AbortSignal.timeout(2_000)
    return await Promise.race([
      once(socket, 'data', { signal }).then(() => true),
      once(socket, 'close', { signal }).then(() => false),
    ])
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

/** Ports that nobody listens on; taken together, so that they differ. */
const freePorts = async (count: number): Promise<number[]> => {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'))
  await Promise.all(servers.map(server => once(server, 'listening')))
  const ports = servers.map(server => (server.address() as AddressInfo).port)
  await Promise.all(servers.map(server => new Promise(resolve => server.close(resolve))))
  return ports
}

/** A key and a certificate for 127.0.0.1, by the keytool that comes with Java. */
const makeKeystore = async (folder: string) => {
  const file = join(folder, 'broker.p12')
  const password = 'only-for-tests'
  const store = ['-alias', 'broker', '-keystore', file, '-storetype', 'PKCS12', '-storepass', password]
  const keytool = (...args: string[]) => promisify(execFile)('keytool', [...args, ...store])
  const names = ['-dname', 'CN=127.0.0.1', '-ext', 'san=ip:127.0.0.1']
  await keytool('-genkeypair', '-keyalg', 'EC', '-validity', '30', ...names)
  const { stdout } = await keytool('-exportcert', '-rfc')
  return { file, password, certificate: stdout }
}
