import type { Command } from 'commander'
import type { Classifier, Encoder } from '../functions/pipeline/ports.ts'
import { ModelName } from '../schemas/relabel.ts'
import { type Client, clientOf, type ServerOptions, withServer } from './client.ts'
import { Failure } from './failure.ts'
import { INTERRUPTED, untilInterrupted } from './interrupt.ts'
import { similarityOption } from './model-options.ts'
import { readMood } from './mood.ts'
import { progressOf } from './progress.ts'
import { rateOf } from './rate-option.ts'
import type { Models } from './relabel/labels.ts'
import { relabelRoom } from './relabel/relabel-room.ts'
import { keptIn, matrix, noSums, summary } from './relabel/sums.ts'
import { grouped, out, say, toJson } from './terminal.ts'

type Options = ServerOptions & {
  model: string
  similarity?: string
  dryRun?: boolean
  rate?: number
  json?: boolean
}

export const relabel = (command: Command): Command =>
  withServer(command)
    .argument('[room]', 'the room; none: every room')
    .requiredOption('--model <dir>', 'the folder of the model that labels them anew, here')
    .addOption(similarityOption())
    .option('--dry-run', 'only say how many would change, and from which label to which')
    .option('--rate <n>', 'at most so many messages a second', rateOf)
    .option('--json', 'one line of JSON a room')
    .addHelpText(
      'after',
      '\nQuestions that lack a vector, or have one of another --similarity, get it: with the model that\nlabelled them already, nothing else of them changes.\nIts token needs the scope moderate. Stopped, it goes on where it was when it is run again.\nExits 1 where messages keep the label that they had.',
    )
    .action(run)

const run = async (room: string | undefined, options: Options): Promise<void> => {
  const [classifier, encoder] = await Promise.all([load(options.model), loadVectors(options.similarity)])
  const models = { classifier, encoder }
  const client = clientOf(options)
  const signal = untilInterrupted()
  const rooms = room === undefined ? await roomsOf(client) : [room]
  if (rooms.length === 0) say('there are no rooms yet: nothing to relabel')
  for (const one of rooms) if (!signal.aborted) await relabelOne(client, one, models, options, signal)
}

/** Whatever is wrong with the model, nothing has been asked of the stack yet. */
const load = async (folder: string): Promise<Classifier> => {
  const { loadClassifier } = await import('../functions/adapters/model-folder.ts')
  const classifier = await loadClassifier(folder, { namedBy: '--model' }).catch(error => {
    throw new Failure(error.message)
  })
  const name = ModelName.safeParse(classifier.model)
  if (name.success) return classifier
  throw new Failure(`${folder} ${name.error.issues[0]?.message}: give the folder a shorter or plainer name`)
}

/** Its network is loaded with the first text: one is encoded here, so that a fault of it is known before anything is done. */
const loadVectors = async (folder: string | undefined): Promise<Encoder | undefined> => {
  if (folder === undefined || folder === 'no') return undefined
  const { loadEncoder } = await import('../functions/adapters/encoder-folder.ts')
  try {
    const encoder = loadEncoder(folder, { namedBy: '--similarity' })
    await encoder.encode(['Will this be recorded?'])
    return encoder
  } catch (error) {
    throw new Failure((error as Error).message)
  }
}

const roomsOf = async (client: Client): Promise<string[]> =>
  (await client.call<{ rooms: string[] }>('/v1/rooms')).rooms

const relabelOne = async (
  client: Client,
  room: string,
  models: Models,
  { dryRun: isDryRun = false, rate, json }: Options,
  signal: AbortSignal,
): Promise<void> => {
  const sums = noSums()
  const { model } = models.classifier
  const { n } = await readMood(client, room)
  const progress = progressOf(() => `${grouped(sums.relabelled)} relabelled of ${grouped(sums.read)} read`, n)
  let isDone = false
  try {
    isDone = await relabelRoom({ client, room, ...models, isDryRun, rate, signal, progress, sums })
  } finally {
    progress.end()
    if (json) out(toJson({ room, model, dryRun: isDryRun, isDone, ...sums }))
    else if (sums.relabelled > 0) for (const line of matrix(sums)) out(line)
    const stopped = isDone ? '' : '; stopped before the end: run it again to go on'
    say(`${summary(room, model, sums, isDryRun)}${stopped}`)
  }
  if (!isDone) process.exitCode = INTERRUPTED
  else if (keptIn(sums) > 0 && !isDryRun) process.exitCode = 1
}
