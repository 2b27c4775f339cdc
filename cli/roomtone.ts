import { Command, CommanderError } from 'commander'
import manifest from '../package.json' with { type: 'json' }
import { Failure } from './failure.ts'
import { say } from './terminal.ts'

/** Adds arguments, options and the action to a command. */
type Define = (command: Command) => Command

/** A command's module is imported when the command is chosen, so that `--help` and `label` start at once. */
const commands: Record<string, [summary: string, load: () => Promise<Define>]> = {
  start: [
    'run the whole stack here: queue, counting, API and page',
    () => import('./start.ts').then(m => m.start),
  ],
  post: ['post a message to a room', () => import('./post.ts').then(m => m.post)],
  feed: ['post the rows of a file as live traffic', () => import('./feed.ts').then(m => m.feed)],
  label: ['label texts with sentiment, offline', () => import('./label.ts').then(m => m.label)],
  eval: ['judge how well a model labels a labelled file', () => import('./eval.ts').then(m => m.evaluate)],
  mood: ['show the mood of a room', () => import('./mood.ts').then(m => m.mood)],
  messages: ['list the messages of a room', () => import('./messages.ts').then(m => m.messages)],
  questions: [
    'list what a room asks, those that ask the same as one',
    () => import('./questions.ts').then(m => m.questions),
  ],
  similar: ['look whether a text was asked before', () => import('./similar.ts').then(m => m.similar)],
  relabel: [
    'label the messages of a room with another model; the counts follow',
    () => import('./relabel.ts').then(m => m.relabel),
  ],
  audit: ['compare the counts with the messages', () => import('./audit.ts').then(m => m.audit)],
  dlq: ['find, mend and replay dead letters', () => import('./dlq.ts').then(m => m.dlq)],
  edit: ['edit a message; the counts follow', () => import('./edit.ts').then(m => m.edit)],
  erase: [
    'erase a message, or all that one person wrote; the counts follow',
    () => import('./erase.ts').then(m => m.erase),
  ],
  token: ['make a token for a room', () => import('./token.ts').then(m => m.token)],
  consume: [
    'count messages from a queue or topic of yours',
    () => import('./consume.ts').then(m => m.consume),
  ],
  cost: ['compute what a stack on AWS costs', () => import('./cost.ts').then(m => m.cost)],
  rewind: ['read a Kafka topic again from earlier on', () => import('./rewind.ts').then(m => m.rewind)],
}

const program = new Command('roomtone')
  .description('The live mood of a room: every question and comment labelled and counted exactly once.')
  .version(manifest.version)
  .enablePositionalOptions()
  .helpCommand(false)
  .showHelpAfterError('(--help says how)')
  .addHelpText('after', '\nStart with `roomtone start`, then open http://127.0.0.1:4000')
  .exitOverride()

const loaders = new Map<Command, () => Promise<Define>>()
for (const [name, [summary, load]] of Object.entries(commands))
  loaders.set(
    program
      .command(name)
      .summary(summary)
      .description(`${summary[0]!.toUpperCase()}${summary.slice(1)}.`),
    load,
  )

program.hook('preSubcommand', async (_, command) => {
  const load = loaders.get(command)
  if (load) (await load())(command)
})

/** `roomtone help feed` is `roomtone feed --help`. */
const argumentsOf = (argv: readonly string[]): string[] =>
  argv[0] === 'help'
    ? [...argv.slice(1), ...(argv.length === 1 || argv[1]! in commands ? ['--help'] : [])]
    : [...argv]

// The reader of a pipe has seen enough (`roomtone dlq ls | head`): that is no failure.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    throw error
  })

/** 0 fine, 1 failed, 2 not a command that we know. */
const exitCodeOf = (error: unknown): number => {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  if (error instanceof Failure) say(`roomtone: ${error.message}`)
  else say(`roomtone: ${error instanceof Error ? error.stack : error}`)
  return 1
}

try {
  await program.parseAsync(argumentsOf(process.argv.slice(2)), { from: 'user' })
} catch (error) {
  process.exitCode = exitCodeOf(error)
}
