import { type Command, Option } from 'commander'
import type { Skipped } from './eval/examples.ts'
import { gatherer } from './eval/gather.ts'
import { type Judgement, judgementsOn } from './eval/judge.ts'
import { loadModel, modelOption } from './eval/model.ts'
import { type Names, namesOf } from './eval/names.ts'
import { nothingJudged } from './eval/nothing-judged.ts'
import { reportOf } from './eval/report.ts'
import { tableOf } from './eval/table.ts'
import { type TaskName, taskNames, tasks } from './eval/tasks.ts'
import { INTERRUPTED, untilInterrupted } from './interrupt.ts'
import { progressOf } from './progress.ts'
import { openFile } from './row-file.ts'
import { formatOf, type RowFormat, readCells, rowFormats } from './rows.ts'
import { grouped, out, plural, printable, say, toJson } from './terminal.ts'

type Options = {
  text: string
  label: string
  task: TaskName
  map?: string[]
  format?: RowFormat
  model: string
  json?: boolean
}

export const evaluate = (command: Command): Command =>
  command
    .argument('<file>', 'a labelled file: TSV, CSV or NDJSON; - for stdin')
    .option('--text <name>', 'the column, or field, that holds the text', 'text')
    .option('--label <name>', 'the column, or field, that holds what people say it is', 'label')
    .addOption(new Option('--task <task>', 'what is judged').choices(taskNames).default('sentiment'))
    .option('--map <names>', 'what other labels stand for: "0=negative,1=neutral"; may be repeated', also)
    .addOption(
      new Option('--format <format>', 'what the file is, where its name does not tell').choices(tableFormats),
    )
    .addOption(modelOption())
    .option('--json', 'one document of JSON')
    .addHelpText(
      'after',
      '\nExits 1 where no row could be judged. docs/judging-a-model.md explains the figures.',
    )
    .action(run)

const also = (value: string, before: readonly string[] = []): string[] => [...before, value]

const tableFormats = rowFormats.filter(format => format !== 'text')

const run = async (file: string, options: Options, command: Command) => {
  const names = namesIn(options, command)
  const signal = untilInterrupted()
  const { chunks, bytes } = await openFile(file, signal)
  const table = tableIn(file, options, command)
  if (file === '-' && process.stdin.isTTY) say('reading rows from this terminal; Ctrl-D ends')
  const { classifier, threshold } = await loadModel(options.model, options.task)
  const task = tasks[options.task]
  const answers = judgementsOn(readCells(chunks, table), { task, names, classifier })
  const gathered = await gather(answers, bytes, signal)
  if (signal.aborted) return stopped(gathered.answers.length)
  const { labels } = task
  if (gathered.answers.length === 0) throw nothingJudged(table.name, gathered, labels)
  const { model } = classifier
  const report = reportOf({ file: table.name, model, task: options.task, labels, gathered, threshold })
  out(options.json ? toJson(report, 2) : tableOf(report, process.stdout.columns).join('\n'))
}

/** What to read of which file, or no usage of ours. */
const tableIn = (file: string, { text, label, format = formatOf(file) }: Options, command: Command) => {
  const name = file === '-' ? 'stdin' : file
  if (format === 'text')
    command.error(`error: nothing tells what ${name} is: give --format (${tableFormats.join(', ')})`)
  if (text === label) command.error('error: --text and --label name the same column')
  const columns = [
    { name: text, cure: 'Name the column of the texts with --text' },
    { name: label, cure: 'Name the column of the labels with --label', isScalar: true },
  ]
  return { name, format, columns }
}

const namesIn = ({ task, map = [] }: Options, command: Command): Names => {
  const read = namesOf(tasks[task], map)
  return read.is === 'names' ? read.names : command.error(`error: --map ${read.why}`)
}

const SKIPS_SHOWN = 5

/** All rows, or those up to Ctrl-C; says how far it is, and the first few rows that are skipped. */
const gather = async (
  answers: AsyncIterable<Judgement | Skipped>,
  bytes: number | undefined,
  signal: AbortSignal,
) => {
  const { add, all, counts } = gatherer()
  const status = () => `${grouped(counts().judged)} judged, ${grouped(counts().skipped)} skipped`
  const progress = progressOf(status, bytes)
  try {
    for await (const answer of answers) {
      add(answer)
      progress.at(answer.endByte)
      if (answer.is === 'skipped' && counts().skipped <= SKIPS_SHOWN)
        progress.line(`line ${answer.line} skipped: ${printable(answer.detail)}`)
      if (signal.aborted) break
    }
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    progress.end()
  }
  return all()
}

const stopped = (judged: number) => {
  say(`stopped after ${plural(judged, 'row')}: no figures, as they would be those of a part`)
  process.exitCode = INTERRUPTED
}
