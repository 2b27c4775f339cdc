import { type Command, Option } from 'commander'
import { billOf } from './cost/bill.ts'
import { fillOf, lengthOf, memoryOf, pagesOf, rateOf, roomsOf, shareOf, windowOf } from './cost/options.ts'
import { capacities, models, type Plan, profileNames, regions, sources, usual } from './cost/plan.ts'
import { reportOf } from './cost/report.ts'
import { out, toJson } from './terminal.ts'

type Options = Omit<Plan, 'ratePerSecond' | 'memoryMb' | 'windowSeconds'> & {
  rate: number
  memory: number
  window?: number
  json?: boolean
}

export const cost = (command: Command): Command =>
  command
    .addOption(
      new Option('--rate <rate>', 'messages: 10/s, 600/min, 5000/h, 100000/day')
        .argParser(rateOf)
        .makeOptionMandatory(),
    )
    .addOption(new Option('--source <source>', 'how they come').choices(sources).default(usual.source))
    .addOption(
      new Option('--profile <profile>', 'at once, or in larger batches')
        .choices(profileNames)
        .default(usual.profile),
    )
    .addOption(
      new Option('--rooms <n>', 'spread evenly over so many rooms').argParser(roomsOf).default(usual.rooms),
    )
    .addOption(new Option('--length <n>', 'characters of a text').argParser(lengthOf).default(usual.length))
    .addOption(
      new Option(
        '--questions <share>',
        'part of the messages that ask something: each has a vector (0: none has)',
      )
        .argParser(shareOf)
        .default(usual.questions),
    )
    .addOption(
      new Option('--viewers <n>', 'pages open around the clock').argParser(pagesOf).default(usual.viewers),
    )
    .addOption(
      new Option('--hosts <n>', 'panels of questions open around the clock')
        .argParser(pagesOf)
        .default(usual.hosts),
    )
    .addOption(
      new Option('--window <s>', "seconds that a batch is gathered; else the profile's").argParser(windowOf),
    )
    .addOption(new Option('--fill <n>', 'messages a batch, where you have seen it').argParser(fillOf))
    .addOption(
      new Option('--memory <mb>', 'memory of the function that labels')
        .argParser(memoryOf)
        .default(usual.memoryMb),
    )
    .addOption(new Option('--model <model>', 'what labels').choices(models).default(usual.model))
    .addOption(
      new Option('--capacity <capacity>', 'how DynamoDB bills writes')
        .choices(capacities)
        .default(usual.capacity),
    )
    .addOption(new Option('--region <region>', 'whose prices').choices(regions).default(usual.region))
    .option('--json', 'one document of JSON')
    .addHelpText(
      'after',
      '\nNothing is called: prices are those of infra/prices.json. docs/cost.md explains the figures.',
    )
    .action(run)

const run = async ({ rate, memory, window, json, ...rest }: Options) => {
  const bill = await billOf({ ...rest, ratePerSecond: rate, memoryMb: memory, windowSeconds: window })
  out(json ? toJson(bill, 2) : reportOf(bill).join('\n'))
}
