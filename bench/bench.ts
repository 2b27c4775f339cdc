/* `npm run bench -- NAME [--json]`: prints the figures that the README quotes. One file for each name. */
import { parseArgs } from 'node:util'

/**
 * `file`: a TSV with a column `text` for `model`, a run for `predicted`. `quick`: a look whether it runs, for those that
 * take minutes.
 */
type Bench = {
  run(options: { json: boolean; file?: string | undefined; quick: boolean }): Promise<unknown>
}

const benches: Record<string, string> = {
  model: 'messages/s and latency of the classifier, against its peers',
  nano: 'tokens/s of the nano model and of bert-tiny, and what a billion costs',
  pipeline: 'messages/s of the embedded stack end to end, over the classifier alone',
  consumer: 'messages/s of the consumer of a queue on one thread, over the classifier alone',
  tune: 'batch size, window, memory, shards and chunk size: what each costs, and the winners',
  parallel: 'a heap of messages by one large function, and by many small ones at once: time and cost',
  predicted: 'what roomtone cost predicts, against --file of npm run emulate -- --json',
  handler: 'processor time of a batch beside the model, as roomtone cost takes it',
  relabel: 'messages/s of roomtone relabel, over the classifier alone',
  kafka:
    'messages/s of a Kafka consumer over the classifier alone, a backlog and its memory (needs npm run engines)',
  start: 'process start to the first label; the stack ready',
  audit: 'an audit of a million messages in SQLite: time and memory',
  letters: '`dlq ls` over 100,000 dead letters of the embedded stack, and replays a second',
  install: 'megabytes and seconds of npm ci',
}

const usage = [
  'usage: npm run bench -- NAME [--json] [--quick] (model and predicted also take --file FILE)',
  ...Object.entries(benches).map(([name, what]) => `  ${name.padEnd(10)}${what}`),
].join('\n')

const argumentsGiven = () => {
  try {
    const { positionals, values } = parseArgs({
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        file: { type: 'string' },
        quick: { type: 'boolean', default: false },
      },
    })
    return positionals.length === 1 && positionals[0]! in benches
      ? { name: positionals[0]!, ...values }
      : undefined
  } catch {
    return undefined
  }
}

const given = argumentsGiven()
if (given) {
  const { run }: Bench = await import(`./${given.name}.ts`)
  await run({ json: given.json, file: given.file, quick: given.quick })
} else {
  console.error(usage)
  process.exitCode = 2
}
