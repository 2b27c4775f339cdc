import { z } from 'zod'

const Rows = z.number().int().min(0)
const Line = z.number().int().min(1)
const Share = z.number().min(0).max(1)

const LabelFigures = z.object({
  label: z.string(),
  gold: Rows.describe('Rows that have this label.'),
  said: Rows.describe('Rows that the model gave it.'),
  recall: Share.nullable().describe('Null where no row has the label.'),
  precision: Share.nullable().describe('Null where the model gave it to no row.'),
  f1: Share.nullable().describe('Null where no row has the label.'),
})

const Coverage = z.object({
  coverage: Share.describe('The rows that the model is most confident about, as a share of all judged.'),
  confidence: Share.describe('The least confidence among them.'),
  accuracy: Share.describe('Among them.'),
})

const Mistake = z.object({
  line: Line.describe('Where its row starts in the file.'),
  gold: z.string(),
  said: z.string(),
  confidence: Share.nullable().describe('Null where the model does not tell.'),
  text: z.string().describe('Its first 200 characters.'),
})

/** What `roomtone eval --json` prints. Figures are shares of 1, with four decimals. */
export const EvalReport = z
  .object({
    file: z.string(),
    model: z.string().describe('Name and version.'),
    task: z.enum(['sentiment', 'question', 'offensive']),
    rows: z.object({ read: Rows, judged: Rows, skipped: Rows }),
    skipped: z
      .array(z.object({ reason: z.string(), rows: Rows, firstLine: Line, detail: z.string() }))
      .describe('Why rows were not judged, the most frequent reason first; the detail is that of the first.'),
    unknownLabels: z
      .array(z.object({ value: z.string(), rows: Rows, firstLine: Line }))
      .describe('Labels that were not explained, the most frequent first; 100 different ones at most.'),
    accuracy: Share,
    macroRecall: Share,
    macroF1: Share,
    macroOver: z.array(z.string()).describe('The labels that rows have: the macro means are over these.'),
    ece: Share.nullable().describe('Expected calibration error over 15 bins of equal width.'),
    labels: z.array(LabelFigures),
    confusion: z
      .record(z.string(), z.record(z.string(), Rows))
      .describe('Rows by what they are, then by what was said.'),
    sure: z
      .object({ threshold: Share, coverage: Share, accuracy: Share.nullable() })
      .nullable()
      .describe("Labels whose confidence is at or over the model's threshold; of sentiment only."),
    coverage: z.array(Coverage).nullable().describe('Of sentiment only.'),
    worst: z.array(Mistake).describe('The most confident mistakes, 20 at most.'),
  })
  .describe('How well a model labels a file')
export type EvalReport = z.infer<typeof EvalReport>
