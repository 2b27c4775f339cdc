import { z } from 'zod'
import { Author, MessageId, Revision, Room, Source, Text } from './message.ts'

/*
 * What happens to a message, as CloudEvents 1.0.2 in structured mode: it is posted, edited (as often as its author
 * likes) and erased. https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md
 */

export const MESSAGE_POSTED = 'roomtone.message.posted'
export const MESSAGE_EDITED = 'roomtone.message.edited'
export const MESSAGE_ERASED = 'roomtone.message.erased'

const identity = {
  specversion: z.literal('1.0'),
  source: Source,
  id: MessageId.describe("The message's: source, id and subject name it, in every event of it."),
  subject: Room.describe('The room.'),
}

const Time = z.iso.datetime({ offset: true })
/** With parameters or without: JSON is in UTF-8 whatever they say. */
const json = z
  .string()
  .regex(/^application\/json *(;.*)?$/, { error: 'is not application/json' })
  .optional()
const said = { text: Text, author: Author.optional() }

export const PostedEvent = z
  .object({
    ...identity,
    type: z.literal(MESSAGE_POSTED),
    time: Time.describe('When it was posted.'),
    datacontenttype: json,
    data: z.object({ ...said, revision: Revision.default(0) }),
  })
  .describe('A message, posted')

export const EditedEvent = z
  .object({
    ...identity,
    type: z.literal(MESSAGE_EDITED),
    time: Time.describe('In which minute it counts: when it was posted, so that it stays where it was.'),
    datacontenttype: json,
    data: z.object({
      ...said,
      revision: Revision.min(1, 'an edit has a revision of 1 or more').describe(
        'Higher than that of every edit before.',
      ),
    }),
  })
  .describe('A message as it reads from now on, whole; it may arrive before the one that it edits')

export const ErasedEvent = z
  .object({
    ...identity,
    type: z.literal(MESSAGE_ERASED),
    time: Time.optional().describe('When that was asked for. It decides nothing: no erasure is too old.'),
  })
  .describe('A message is erased, for good; it may arrive before the message. Data is not looked at')

export const MessageEvent = z
  .discriminatedUnion('type', [PostedEvent, EditedEvent, ErasedEvent], {
    error: ({ code }) =>
      code === 'invalid_union'
        ? `is none of ${[MESSAGE_POSTED, MESSAGE_EDITED, MESSAGE_ERASED].join(', ')}`
        : undefined,
  })
  .describe('What happens to a message, as a CloudEvent')
export type MessageEvent = z.output<typeof MessageEvent>
