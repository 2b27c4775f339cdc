import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { type Command, Option } from 'commander'
import type { Classification, Classifier } from '../functions/pipeline/ports.ts'
import type { LabelLine } from '../schemas/label-line.ts'
import { Failure } from './failure.ts'
import { labelText, marksText } from './label-text.ts'
import type { Row, RowFormat } from './rows.ts'
import { grouped, plural, printable, say, toJson } from './terminal.ts'

type Options = { file?: string; column: string; format?: RowFormat; model: string }

const ours = fileURLToPath(new URL('../models/sentiment', import.meta.url))

export const label = (command: Command): Command =>
  command
    .argument('[text...]', 'texts to label')
    .option('--file <file>', 'a file of texts: TSV, CSV, NDJSON or lines; - for stdin')
    .option('--column <name>', 'the column, or field, that holds the text', 'text')
    .addOption(
      new Option('--format <format>', 'what the file is, where its name does not tell').choices([
        'tsv',
        'csv',
        'ndjson',
        'text',
      ] satisfies RowFormat[]),
    )
    .addOption(
      new Option('--model <dir>', 'the folder of another model')
        .env('ROOMTONE_MODEL')
        .default(ours, 'models/sentiment'),
    )
    .addHelpText('after', '\nPrints a line of JSON for each row of a file, and for each text in a pipe.')
    .action(run)

const run = async (texts: string[], options: Options, command: Command) => {
  if (texts.length > 0 && options.file !== undefined) command.error('error: give texts or --file, not both')
  if (texts.length === 0 && options.file === undefined)
    command.error('error: give texts, or a file of them with --file (- for stdin)')
  const batches = options.file === undefined ? [rowsOf(texts)] : await batchesIn(options.file, options)
  const classifier = await loadModel(options.model)
  const show = options.file === undefined && process.stdout.isTTY ? personLine : jsonLine
  const count = { rows: 0, failed: 0 }
  for await (const batch of batches)
    for (const answer of await answersTo(batch, classifier)) {
      count.rows++
      if ('error' in answer) count.failed++
      await write(show(answer))
    }
  if (count.failed === 0) return
  say(
    `${grouped(count.failed)} of ${plural(count.rows, 'row')} could not be labelled: each has its error in its line`,
  )
  process.exitCode = 1
}

const rowsOf = (texts: readonly string[]): Row[] =>
  texts.map((text, at) => ({ is: 'text', text, line: at + 1, endByte: 0 }))

/** Reading files costs time to load, and texts on the command line do not need it. */
const batchesIn = async (file: string, { column, format }: Options): Promise<AsyncIterable<Row[]>> => {
  const [{ openFile }, { formatOf, readRows }, { batchesOf }] = await Promise.all([
    import('./row-file.ts'),
    import('./rows.ts'),
    import('./feed/batches.ts'),
  ])
  const { chunks } = await openFile(file)
  if (file === '-' && process.stdin.isTTY) say('reading lines from this terminal; Ctrl-D ends')
  const name = file === '-' ? 'stdin' : file
  return batchesOf(readRows(chunks, { name, format: format ?? formatOf(file), column }))
}

const loadModel = async (folder: string): Promise<Classifier> => {
  const { loadClassifier } = await import('../functions/adapters/model-folder.ts')
  return loadClassifier(folder).catch(error => {
    throw new Failure(error.message)
  })
}

/** A row that cannot be labelled has its line all the same, so that lines and rows go together. */
type Unlabelled = { text: string | null; error: { reason: string; detail: string } }
type Answer = LabelLine | Unlabelled

const answersTo = async (rows: readonly Row[], classifier: Classifier): Promise<Answer[]> => {
  const texts = rows.flatMap(row => (row.is === 'text' ? row.text : []))
  const classifications = (await classifier.classify(texts)).values()
  return rows.map(row =>
    row.is === 'text'
      ? answerOf(row.text, classifications.next().value!)
      : { text: null, error: { reason: 'unreadable', detail: `line ${row.line}: ${row.why}` } },
  )
}

const answerOf = (text: string, classification: Classification): Answer => {
  if (classification.is === 'unclassifiable') {
    const { reason, detail } = classification
    return { text, error: { reason, detail } }
  }
  const { is, ...told } = classification
  return { text, ...told, score: told.score / 1000 }
}

const jsonLine = (answer: Answer): string => toJson(answer)

/** "positive  0.94  What a talk!", "neutral   0.41  When is lunch? (unsure, question)" */
const personLine = (answer: Answer): string => {
  if ('error' in answer) return `${answer.error.reason}: ${answer.error.detail}`
  return `${labelText(answer)}  ${printable(answer.text)}${marksText(answer)}`
}

/** Waits while the reader is slower, so that a file of any length runs in the same memory. */
const write = async (line: string): Promise<void> => {
  if (!process.stdout.write(`${line}\n`)) await once(process.stdout, 'drain')
}
