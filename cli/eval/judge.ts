import type { Classifier } from '../../functions/pipeline/ports.ts'
import { Failure } from '../failure.ts'
import type { CellRow } from '../rows.ts'
import { type Example, exampleIn, type Skipped } from './examples.ts'
import type { Names } from './names.ts'
import type { Task, Verdict } from './tasks.ts'

/** An example, and what the model said of it. */
export type Judgement = Omit<Example, 'is'> & { is: 'judged'; verdict: Verdict }

type Judge = { task: Task; names: Names; classifier: Classifier }

/**
 * Every row as a judgement, or skipped. Each text goes to the model alone: in a batch, texts move each other's logits a
 * little (docs/decisions.md), and figures would depend on the order of the rows.
 */
export async function* judgementsOn(
  rows: AsyncIterable<CellRow>,
  judge: Judge,
): AsyncGenerator<Judgement | Skipped> {
  for await (const row of rows) {
    const example = exampleIn(row, judge.names)
    yield example.is === 'skipped' ? example : await judgementOn(example, judge)
  }
}

const judgementOn = async (example: Example, { task, classifier }: Judge): Promise<Judgement | Skipped> => {
  const { line, endByte, text, gold } = example
  const [classification] = await classifier.classify([text])
  if (classification!.is === 'unclassifiable')
    return { line, endByte, is: 'skipped', reason: 'unclassifiable', detail: classification!.detail }
  const verdict = task.verdictOf(classification!)
  if (!verdict)
    throw new Failure(`${classifier.model} gives no answer of this task: name another with --model`)
  return { line, endByte, is: 'judged', text, gold, verdict }
}
