import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { secretBytes, signToken } from '../functions/api/token.ts'
import { Room } from '../schemas/message.ts'
import { EVERY_ROOM, MAX_TOKEN_LIFE_MS, Scope } from '../schemas/token.ts'
import { Failure } from './failure.ts'
import { out } from './terminal.ts'

type Options = { scope: Scope[]; expires: number; data: string }

const unitsMs: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** '90m' -> 5,400,000 ms */
const readDuration = (value: string): number => {
  const [, count, unit] = /^([1-9]\d{0,4})([smhd])$/.exec(value) ?? []
  if (!count || !unit)
    throw new InvalidArgumentError('give seconds, minutes, hours or days: 30s, 15m, 1h, 7d')
  const lastsMs = Number(count) * unitsMs[unit]!
  if (lastsMs > MAX_TOKEN_LIFE_MS)
    throw new InvalidArgumentError(`no token is good for longer than ${MAX_TOKEN_LIFE_MS / unitsMs.d!} days`)
  return lastsMs
}

const readScopes = (value: string): Scope[] =>
  value.split(',').map(word => {
    const scope = Scope.safeParse(word.trim())
    if (!scope.success) throw new InvalidArgumentError(`the scopes are ${Scope.options.join(', ')}`)
    return scope.data
  })

const readRoom = (value: string): string => {
  const room = Room.safeParse(value)
  if (!room.success) throw new InvalidArgumentError(room.error.issues[0]!.message)
  return room.data
}

/** The environment's where it has one, else the one that `roomtone start` made in the data folder. */
const readSecret = (env: NodeJS.ProcessEnv, dataFolder: string): Uint8Array => {
  const file = join(dataFolder, 'secret')
  try {
    return secretBytes(env.ROOMTONE_TOKEN_SECRET || readFileSync(file, 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw new Failure((error as Error).message)
    throw new Failure(
      `there is no secret in ${file}: run \`roomtone start\` once, which makes it, give its --data, or set ROOMTONE_TOKEN_SECRET`,
    )
  }
}

const onAws = `
For a stack on AWS, give its secret in the environment; TokenSecretArn is among the outputs of its deployment:

  ROOMTONE_TOKEN_SECRET=$(aws secretsmanager get-secret-value --secret-id ARN --query SecretString --output text) \\
    roomtone token all-hands`

export const token = (command: Command): Command =>
  command
    .argument('<room>', `the room that the token is for; "${EVERY_ROOM}" for every room`, readRoom)
    .addOption(
      new Option(
        '--scope <scopes>',
        'read (counts), post, moderate (texts, dead letters, erasing): one, or several with commas',
      )
        .argParser(readScopes)
        .default(['read'], 'read'),
    )
    .addOption(
      new Option('--expires <time>', 'for how long it is good: 30s, 15m, 1h, 7d')
        .argParser(readDuration)
        .default(unitsMs.h, '1h'),
    )
    .option('--data <dir>', 'the data folder of the stack', '.roomtone')
    .addHelpText('after', onAws)
    .action(async (room: string, { scope, expires, data }: Options) => {
      const secret = readSecret(process.env, data)
      out(await signToken(secret, { room, scopes: new Set(scope) }, { nowMs: Date.now(), lastsMs: expires }))
    })
