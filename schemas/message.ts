import { z } from 'zod'
import { limits } from './limits.ts'

const characters = (text: string) => [...text].length

/** Control characters but tab, line feed and carriage return: no person types them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is its purpose
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/u
/** What has no glyph of its own: controls, format marks (zero width, bidi), lone surrogates, line separators. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u

const printable = (what: string) =>
  z
    .string()
    .normalize('NFC')
    .refine(value => value.trim() !== '', `${what} is empty`)
    .refine(
      value => characters(value) <= limits.idCharacters,
      `${what} is longer than ${limits.idCharacters} characters`,
    )
    .refine(value => !UNPRINTABLE.test(value), `${what} holds an unprintable character`)
    .meta({ minLength: 1, maxLength: limits.idCharacters })

export const Room = printable('room')
  .refine(room => !/^\.\.?$/.test(room), 'a room cannot be "." or "..": no URL can name it')
  .describe('The event, session, stream or channel whose mood is counted.')
export const Source = printable('source').describe(
  'Who gave the id; source and id together are unique in a room.',
)
export const MessageId = printable('id').describe(
  'Names the message in its source: a repeat is counted once.',
)
export const Author = printable('author').describe('Who wrote it, as the source names people.')

export const Text = z
  .string()
  .refine(text => text.isWellFormed(), 'text holds half of a surrogate pair: send well-formed Unicode')
  .normalize('NFC')
  .refine(text => text.trim() !== '', 'text is empty')
  .refine(
    text => characters(text) <= limits.textCharacters,
    `text is longer than ${limits.textCharacters} characters`,
  )
  .refine(text => !CONTROL.test(text), 'text holds a control character')
  .meta({ minLength: 1, maxLength: limits.textCharacters })
  .describe('One question or comment.')

export const Revision = z
  .number()
  .int()
  .min(0)
  .max(1_000_000)
  .describe('0 as posted; an edit carries a higher one.')

/** Epoch milliseconds. Its bounds (the horizon, our clock) are checked where a clock is at hand, not here. */
export const PostedAt = z
  .union([z.number().int(), z.iso.datetime({ offset: true }).transform(time => Date.parse(time))], {
    error: ({ input }) =>
      input === undefined ? 'is missing' : 'is neither epoch milliseconds nor RFC 3339 with a zone',
  })
  .describe('When it was posted: epoch milliseconds, or RFC 3339 with a zone.')

/** A message as the rest of the code knows it, whatever it came in. Times are epoch milliseconds. */
export type Message = {
  room: string
  source: string
  id: string
  revision: number
  text: string
  author?: string | undefined
  postedAt: number
}

/** What names a message for ever: with it two deliveries are the same message. */
export type Identity = Pick<Message, 'room' | 'source' | 'id'>

export const DEFAULT_SOURCE = 'app'

/** Bare JSON on a queue: everything that names and dates the message is in it. */
export const BareMessage = z
  .object({
    room: Room,
    source: Source.default(DEFAULT_SOURCE),
    id: MessageId,
    revision: Revision.default(0),
    text: Text,
    author: Author.optional(),
    postedAt: PostedAt,
  })
  .describe('A message as bare JSON')

const Erased = z.literal(true, { error: 'is neither true nor left out' })

/** Bare JSON that erases a message. What else stands in it is not looked at: a text that is to be gone, above all. */
export const BareErasure = z
  .object({ room: Room, source: Source.default(DEFAULT_SOURCE), id: MessageId, erased: Erased })
  .describe('A message is erased, for good; it may arrive before the message')

/** Bare JSON posted over HTTP: the room stands in the path; id and time are made for you where you give none. */
export const PostedMessage = z
  .object({
    room: Room.optional().describe('The room of the path, if it is said once more.'),
    source: Source.default(DEFAULT_SOURCE),
    id: MessageId.optional(),
    revision: Revision.default(0),
    text: Text,
    author: Author.optional(),
    postedAt: PostedAt.optional(),
  })
  .refine(({ id, revision }) => revision === 0 || id !== undefined, {
    path: ['id'],
    error: 'is missing: an edit (a revision of 1 or more) names the message',
  })
  .describe('A message to post')

/** The same for one that is to be gone. */
export const PostedErasure = BareErasure.partial({ room: true }).describe('A message to erase')

/** An edit put to the place of its message: room, source and id stand in the path. */
export const MessageEdit = z
  .object({
    text: Text,
    author: Author.optional().describe('Give it again: an edit is the whole message.'),
    revision: Revision.min(1, 'an edit has a revision of 1 or more').describe(
      'Higher than that of every edit before.',
    ),
    postedAt: PostedAt.optional().describe(
      'In which minute it counts: when it was posted, so that it stays where it was. None: now.',
    ),
  })
  .describe('What a message says from now on, whole')
