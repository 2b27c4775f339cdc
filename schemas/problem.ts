import { z } from 'zod'

/** Every error of the API, as application/problem+json. https://www.rfc-editor.org/rfc/rfc9457 */
export const Problem = z
  .object({
    type: z.string().describe('about:blank: the status says what kind of problem it is.'),
    title: z.string(),
    status: z.number().int(),
    detail: z.string().describe('What happened, to what, and what to do next.'),
    instance: z.string().optional().describe('Names this very failure in the log of the server.'),
    errors: z
      .array(
        z.object({
          pointer: z
            .string()
            .describe(
              'Where: a JSON Pointer into the body (/3/text), or the parameter (query/limit, path/room).',
            ),
          detail: z.string(),
        }),
      )
      .optional(),
  })
  .describe('A problem')
export type Problem = z.infer<typeof Problem>
