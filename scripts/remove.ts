/*
 * Removes the stack, after it has said what will be lost.
 *
 *   npm run remove -- [--stage dev] [--region eu-central-1] [--yes]
 *   npm run remove -- --stage prod --really-remove prod
 */
import {
  CloudFormationClient,
  type Stack,
  UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation'
import { Failure } from '../cli/failure.ts'
import { out, say } from '../cli/terminal.ts'
import { askWho, findStack } from './deploy/account.ts'
import { outputsOf } from './deploy/after.ts'
import { mustBeAsked, types } from './deploy/ask.ts'
import { run, stageCommand, type TargetOptions, targetOf } from './deploy/command.ts'
import { regionFault, stackOf, stageFault } from './deploy/names.ts'
import { osls } from './deploy/osls.ts'

type Options = TargetOptions & { reallyRemove?: string; yes?: true }

const remove = async (options: Options): Promise<void> => {
  const target = targetOf(options)
  const { stage, region } = target
  const stack = await existing(stage, region)
  for (const line of losses(stack, region)) out(line)
  if (stack.EnableTerminationProtection && options.reallyRemove !== stage)
    throw new Failure(
      `Nothing was removed: stage "${stage}" is protected. If you mean it: npm run remove -- --stage ${stage} --really-remove ${stage}`,
    )
  if (!options.yes) mustBeAsked()
  if (!options.yes && !(await types(stage, 'Remove it?'))) return say('Nothing was removed.')
  if (stack.EnableTerminationProtection) await unprotect(stackOf(stage), region)
  await osls('remove', target)
}

const existing = async (stage: string, region: string): Promise<Stack> => {
  const fault = stageFault(stage) ?? regionFault(region)
  if (fault) throw new Failure(fault)
  const who = await askWho(region)
  if (!who.ok) throw new Failure(who.fault)
  const stack = await findStack(stackOf(stage), region)
  if (stack) return stack
  throw new Failure(
    `there is no stack "${stackOf(stage)}" in ${region} of account ${who.answer.id}: look at --stage, --region and AWS_PROFILE`,
  )
}

/** The protection of a stage is one word for both: a stack that refuses has a table that stays. */
const losses = (stack: Stack, region: string): string[] => {
  const { TableName = '', HttpApiUrl = '' } = outputsOf(stack)
  const table = stack.EnableTerminationProtection
    ? [
        `- The table ${TableName} stays, with every message, count and dead letter, and costs what it holds. Nothing of a new`,
        '  stack reads it. Once you have no use for it:',
        `    aws dynamodb update-table --region ${region} --table-name ${TableName} --no-deletion-protection-enabled`,
        `    aws dynamodb delete-table --region ${region} --table-name ${TableName}`,
      ]
    : [`- The table ${TableName} goes, with every message, count and dead letter, and its backups.`]
  return [
    `Removes the stack ${stack.StackName} in ${region}:`,
    '- What waits in the queues goes, and is never counted.',
    ...table,
    `- The API ${HttpApiUrl} goes: pages that show a mood stop. A new stack has another address.`,
    '- The secret goes: every token that was made with it is worthless.',
    '- Logs, alarms and the dashboard go.',
    '',
  ]
}

const unprotect = async (StackName: string, region: string): Promise<void> => {
  const client = new CloudFormationClient({ region })
  await client.send(new UpdateTerminationProtectionCommand({ StackName, EnableTerminationProtection: false }))
  client.destroy()
}

await run(
  stageCommand('remove')
    .description('Say what will be lost, and remove the stack.')
    .option('--really-remove <stage>', 'the second word for a stage that is protected: its name again')
    .option('--yes', 'do not ask')
    .action(remove),
)
