import process from 'node:process'
import { Command, InvalidArgumentError } from 'commander'
import { Failure } from '../../cli/failure.ts'
import { say } from '../../cli/terminal.ts'
import type { Target } from './osls.ts'
import type { Parameters } from './parameters.ts'

/** 'log-days=30' joins those that were read before. */
const readParameter = (text: string, before: Parameters): Parameters => {
  const [, name, value] = /^([^=]+)=(.+)$/.exec(text) ?? []
  if (!name || value === undefined) throw new InvalidArgumentError('give name=value, such as log-days=30')
  return { ...before, [name]: value }
}

export type TargetOptions = { stage: string; region: string; param: Parameters }

export const targetOf = ({ stage, region, param }: TargetOptions): Target => ({ stage, region, given: param })

/** A command that names a stage. */
export const stageCommand = (name: string): Command =>
  new Command(name)
    .option('--stage <name>', 'whose stack; "prod" is protected', 'dev')
    .option('--region <name>', 'of AWS', process.env.AWS_REGION || 'us-east-1')
    .option(
      '--param <name=value>',
      'a number of infra/parameters.yml, as often as there are',
      readParameter,
      {},
    )

/** Run it with what was typed: a Failure is told as it is, and anything else is a bug. */
export const run = async (command: Command): Promise<void> => {
  try {
    await command.parseAsync()
  } catch (error) {
    say(error instanceof Failure ? error.message : String((error as Error).stack))
    process.exitCode = 1
  }
}
