/* `npm run bench -- NAME [--json]`: prints the figures that the README quotes. One file for each name. */
import { parseArgs } from 'node:util'

/** `file`: a TSV with a column `text`, for `predicted` a run. `quick`: a smoke test. `write`: the tables go into docs/performance.md, too. */
type Options = { json: boolean; quick: boolean; write: boolean; file?: string | undefined }
type Bench = { run(options: Options): Promise<unknown> }

const benches: Record<string, string> = {
  model: 'messages/s and latency of the classifier, against its peers',
  nano: 'tokens/s of the nano model and of bert-tiny, and what a billion costs',
  pipeline: 'messages/s of the embedded stack end to end, over the classifier alone',
  predicted: 'what roomtone cost predicts, against --file of npm run emulate -- --json',
  handler: 'processor time of a batch beside the model, as roomtone cost takes it',
  relabel: 'messages/s of roomtone relabel, over the classifier alone',
  kafka:
    'messages/s of a Kafka consumer over the classifier alone, a backlog and its memory (needs npm run engines)',
  stages: 'three models, one, distilled, int8: memory, start and speed in Node and in Python',
  cold: 'ms from process start to the first label of every packaged function, by step and memory',
  ideas: 'what each idea for a shorter start is worth, by CPU time',
  latency: "ms a message under a Lambda's share of CPU, by memory, against fp32 baselines",
  start: 'process start to the first label; the stack ready',
  audit: 'an audit of a million messages in SQLite: time and memory',
  letters: '`dlq ls` over 100,000 dead letters of the embedded stack, and replays a second',
  install: 'megabytes and seconds of npm ci',
}

const usage = [
  'usage: npm run bench -- NAME [--json] (model, latency and predicted also take --file FILE; cold, ideas, latency and stages --quick, --write)',
  ...Object.entries(benches).map(([name, what]) => `  ${name.padEnd(10)}${what}`),
].join('\n')

const argumentsGiven = () => {
  try {
    const { positionals, values } = parseArgs({
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        quick: { type: 'boolean', default: false },
        write: { type: 'boolean', default: false },
        file: { type: 'string' },
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
  const { name, ...options } = given
  const { run }: Bench = await import(`./${name}.ts`)
  await run(options)
} else {
  console.error(usage)
  process.exitCode = 2
}
