/*
 * Deploys the stack: looks at everything that can be wrong, packages, says what will be created and asks, then creates
 * it and says what to do with it.
 *
 *   npm run deploy -- [--stage prod] [--region eu-central-1] [--param profile=thrifty …] [--dry-run | --yes]
 */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { Failure } from '../cli/failure.ts'
import { out, say } from '../cli/terminal.ts'
import { findStack } from './deploy/account.ts'
import { nextSteps, outputsOf } from './deploy/after.ts'
import { announcement } from './deploy/announce.ts'
import { mustBeAsked, types } from './deploy/ask.ts'
import { type Found, lookBefore } from './deploy/before.ts'
import { run, stageCommand, type TargetOptions, targetOf } from './deploy/command.ts'
import { stackOf } from './deploy/names.ts'
import { folder, optionsOf, osls, type Target } from './deploy/osls.ts'
import { type Package, writePackages } from './package.ts'
import { mb } from './package-limits.ts'

type Options = TargetOptions & { dryRun?: true; yes?: true }

const deploy = async (options: Options): Promise<void> => {
  const target = targetOf(options)
  if (!options.dryRun && !options.yes) mustBeAsked()
  say('Looking at parameters, model and account …')
  const found = await lookBefore(target)
  for (const warning of found.warnings) say(`Note: ${warning}.`)
  if (found.faults.length > 0)
    throw new Failure(['Nothing was created:', ...found.faults.map(fault => `- ${fault}`)].join('\n'))
  const packages = await packageFor(target)
  for (const line of plan(target, found, packages)) out(line)
  if (options.dryRun) return say('A dry run: nothing was created.')
  if (!options.yes && !(await types('yes', 'Create it?'))) return say('Nothing was created.')
  await osls('deploy', target, ['--package', '.serverless'])
  const stack = await findStack(stackOf(target.stage), target.region)
  if (!stack)
    throw new Failure(`stack "${stackOf(target.stage)}" is gone: look at CloudFormation in the console`)
  out('')
  for (const line of nextSteps(outputsOf(stack), target.region)) out(line)
}

const packageFor = async (target: Target): Promise<Package[]> => {
  say('Packaging …')
  try {
    return await writePackages({ folder, arch: 'arm64', env: process.env, args: optionsOf(target) })
  } catch (error) {
    throw new Failure(`Nothing was created: ${(error as Error).message}`)
  }
}

const plan = (
  { stage, region }: Target,
  { stack, account, parameters }: Found,
  packages: Package[],
): string[] => {
  const file = path.join(folder, '.serverless', 'cloudformation-template-update-stack.json')
  const hasKafka = Boolean(parameters['kafka-cluster-arn'] || parameters['kafka-bootstrap-servers'])
  const kept =
    parameters.protected === 'yes'
      ? 'protected: its table outlives it'
      : 'not protected: removing it loses all'
  return [
    `${stack ? 'Updates' : 'Creates'} the stack ${stackOf(stage)} in ${region}, account ${account?.id}, as ${account?.who}`,
    `(${parameters.profile}; ${parameters.capacity}; ${kept}):`,
    '',
    ...announcement(JSON.parse(readFileSync(file, 'utf8')), hasKafka),
    `To upload: ${packages.map(({ name, bytes }) => `${name} ${mb(bytes)}`).join(', ')}`,
    '',
  ]
}

await run(
  stageCommand('deploy')
    .description('Check everything, say what will be created, and create it.')
    .option('--dry-run', 'stop before anything is created')
    .option('--yes', 'do not ask')
    .action(deploy),
)
