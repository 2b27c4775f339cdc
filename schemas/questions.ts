import { z } from 'zod'
import { Label } from './labelled.ts'

/** What a room asks: questions that ask the same are one group. Times are epoch milliseconds. */

const AskedQuestion = z.object({
  key: z.string().describe('Names the message in paths.'),
  text: z.string().optional().describe('Absent where the stack keeps labels only.'),
  postedAt: z.number().int(),
  label: Label,
  sure: z.boolean(),
  flagged: z
    .boolean()
    .optional()
    .describe(
      'Whether it may be offensive, so that a page can veil it. Absent where the model does not tell.',
    ),
})
export type AskedQuestion = z.infer<typeof AskedQuestion>

const Mood = z
  .object({
    negative: z.number().int(),
    neutral: z.number().int(),
    positive: z.number().int(),
    unsure: z.number().int(),
  })
  .describe('How its questions are labelled.')

export const QuestionGroup = z.object({
  representative: AskedQuestion.describe('Whoever asked it first: the line to read.'),
  size: z.number().int().min(1).describe('How often it was asked.'),
  mood: Mood,
  firstAt: z.number().int(),
  lastAt: z.number().int(),
})
export type QuestionGroup = z.infer<typeof QuestionGroup>

export const QuestionList = z
  .object({
    from: z.number().int().describe('Since when, epoch milliseconds: the start of the first minute.'),
    questions: z.number().int().describe('How many were asked since then.'),
    groups: z.number().int().describe('How many groups they make.'),
    list: z.array(QuestionGroup).describe('The largest first; of equally large ones, the one asked first.'),
    cursor: z.string().optional().describe('Give it back to continue; none: there is no more.'),
    partial: z
      .boolean()
      .describe('More were asked since then than are grouped at once: these are the latest of them.'),
    model: z.string().optional().describe('Whose vectors are compared; none: texts alone are.'),
  })
  .describe('What a room asks, the most asked first')
export type QuestionList = z.infer<typeof QuestionList>

export const QuestionMembers = z
  .object({
    group: QuestionGroup,
    questions: z.array(AskedQuestion).describe('Those of the group, first asked first.'),
    cursor: z.string().optional().describe('Give it back to continue; none: there is no more.'),
  })
  .describe('One group of questions, opened')
export type QuestionMembers = z.infer<typeof QuestionMembers>

export const SimilarQuestions = z
  .object({
    asked: z
      .number()
      .int()
      .describe(
        'How often the same was asked in the last 24 hours: the size of the group it would join, or 0.',
      ),
    similar: z
      .array(
        z.object({
          cosine: z
            .number()
            .min(-1)
            .max(1)
            .describe('How near its nearest question is: 1 is the same, or the same text.'),
          same: z.boolean().describe('It would join this group.'),
          group: QuestionGroup,
        }),
      )
      .describe(
        'What is near to it, the nearest first: for tokens that may moderate. For others it is empty.',
      ),
  })
  .describe('Whether a question was asked before')
export type SimilarQuestions = z.infer<typeof SimilarQuestions>
