/* `npm run bench -- NAME [--json]`: prints the figures that the README quotes. One file for each name. */
import { parseArgs } from 'node:util'
import { withoutTelemetry } from '../functions/adapters/onnx-runtime.ts'

/**
 * `file`: a TSV with a column `text`; for `predicted` a run, for `similarity` labelled pairs, whose vectors may
 * be in `vectors`. `quick`: a look whether it runs, for those that take minutes. `write`: the tables go into docs, too.
 */
type Options = { json: boolean; quick: boolean; write: boolean; file?: string; vectors?: string }

type Bench = { run(options: Options): Promise<unknown> }

/** Beside --json, which all take, and the name of the option that some do. */
type Entry = { what: string; takes?: readonly (keyof Options)[] }

const benches: Record<string, Entry> = {
  model: { what: 'messages/s and latency of the classifier, against its peers', takes: ['file'] },
  nano: { what: 'tokens/s of the nano model and of bert-tiny, and what a billion costs' },
  pipeline: { what: 'messages/s of the embedded stack end to end, over the classifier alone' },
  consumer: {
    what: 'messages/s of the consumer of a queue on one thread, over the classifier alone',
    takes: ['quick'],
  },
  kafka: {
    what: 'messages/s of a Kafka consumer over the classifier alone, a backlog and its memory (needs npm run engines)',
  },
  relabel: { what: 'messages/s of roomtone relabel, over the classifier alone' },
  similarity: {
    what: 'vectors/s, what they cost, grouping 100 to 50,000 questions; or how well duplicates are found, on labelled pairs',
    takes: ['file', 'vectors', 'quick'],
  },
  start: { what: 'process start to the first label; the stack ready' },
  letters: { what: '`dlq ls` over 100,000 dead letters of the embedded stack, and replays a second' },
  audit: { what: 'an audit of a million messages in SQLite: time and memory' },
  latency: {
    what: "ms a message under a Lambda's share of CPU, by memory, against fp32 baselines",
    takes: ['file', 'quick', 'write'],
  },
  cold: {
    what: 'ms from process start to the first label of every packaged function, by step and memory',
    takes: ['quick', 'write'],
  },
  ideas: { what: 'what each idea for a shorter start is worth, by CPU time', takes: ['quick', 'write'] },
  stages: {
    what: 'three models, one, distilled, int8: memory, start and speed in Node and in Python',
    takes: ['quick', 'write'],
  },
  tune: {
    what: 'batch size, window, memory, shards and chunk size: what each costs, and the winners',
    takes: ['quick'],
  },
  parallel: {
    what: 'a heap of messages by one large function, and by many small ones at once: time and cost',
    takes: ['quick'],
  },
  handler: { what: 'processor time of a batch beside the model, as roomtone cost takes it' },
  predicted: {
    what: 'what roomtone cost predicts, against --file of npm run emulate -- --json',
    takes: ['file'],
  },
  install: { what: 'megabytes and seconds of npm ci' },
}

const usage = [
  'usage: npm run bench -- NAME [--json]',
  ...Object.entries(benches).map(([name, { what, takes = [] }]) =>
    [`  ${name.padEnd(11)}${what}`, ...takes.map(option => `[--${option}]`)].join(' '),
  ),
].join('\n')

const argumentsGiven = () => {
  try {
    const { positionals, values } = parseArgs({
      allowPositionals: true,
      options: {
        json: { type: 'boolean' },
        quick: { type: 'boolean' },
        write: { type: 'boolean' },
        file: { type: 'string' },
        vectors: { type: 'string' },
      },
    })
    const [name = '', ...more] = positionals
    const taken = ['json', ...(benches[name]?.takes ?? [])]
    const isKnown = name in benches && more.length === 0
    return isKnown && Object.keys(values).every(option => taken.includes(option))
      ? { name, options: { json: false, quick: false, write: false, ...values } }
      : undefined
  } catch {
    return undefined
  }
}

withoutTelemetry() // of the peers, too
const given = argumentsGiven()
if (given) {
  const { run }: Bench = await import(`./${given.name}.ts`)
  await run(given.options)
} else {
  console.error(usage)
  process.exitCode = 2
}
