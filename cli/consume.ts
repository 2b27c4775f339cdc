import type { Command } from 'commander'
import { consumeKafkaCommand } from './consume/kafka.ts'
import { consumeSqsCommand } from './consume/sqs.ts'

export const consume = (command: Command): Command => {
  consumeSqsCommand(command.command('sqs'))
  consumeKafkaCommand(command.command('kafka'))
  return command
}
