import type { DeadLetter } from '../../schemas/dead-letter.ts'
import { clip, paint, plural, printable, printableLines, timeText } from '../terminal.ts'

/** Enough of an id to name a letter: 48 bits. */
const SHORT_ID = 12

export const shortId = ({ key }: Pick<DeadLetter, 'key'>): string => key.slice(0, SHORT_ID)

export const bodyOf = ({ body }: Pick<DeadLetter, 'body'>): Buffer => Buffer.from(body, 'base64')

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Bytes that are no UTF-8 are shown one for one: 0xff -> 'ÿ'. */
export const textOf = (letter: Pick<DeadLetter, 'body'>): { text: string; isUtf8: boolean } => {
  const bytes = bodyOf(letter)
  try {
    return { text: utf8.decode(bytes), isUtf8: true }
  } catch {
    return { text: bytes.toString('latin1'), isUtf8: false }
  }
}

/** 'bad-shape  demo' */
export const describe = (letter: Pick<DeadLetter, 'key' | 'reason' | 'room'>): string =>
  [shortId(letter), letter.reason, printable(letter.room ?? '-')].join('  ')

/** 'Xk2f0aPq9-Lw  2026-11-22 09:41:07  bad-shape  demo  text: Invalid input …  {"room":"demo",…' */
export const letterLine = (letter: DeadLetter): string =>
  [
    shortId(letter),
    timeText(letter.rejectedAt),
    paint('yellow', letter.reason.padEnd(10)),
    printable(letter.room ?? '-'),
    ...(letter.state === 'open' ? [] : [letter.state]),
    ...(letter.edits === 0 ? [] : ['edited']),
    printable(clip(letter.detail, 60)),
    paint('gray', clip(printable(textOf(letter).text), 60)),
  ].join('  ')

/** Everything about a letter; its bytes stand last, under a blank line: as they came, then as they were edited. */
export const letterLines = (letter: DeadLetter): string[] => {
  const { text, isUtf8 } = textOf(letter)
  const { source, name, delivery } = letter.origin
  const replays = letter.replayedAt === undefined ? '' : `, last ${timeText(letter.replayedAt)} UTC`
  return [
    `id        ${letter.key}`,
    `reason    ${letter.reason}: ${printable(letter.detail)}`,
    `room      ${printable(letter.room ?? '- (could not be read)')}`,
    `from      ${source} ${printable(name)}, delivery ${printable(delivery)}, given out ${plural(letter.receives, 'time')}`,
    `rejected  ${timeText(letter.rejectedAt)} UTC`,
    `state     ${letter.state}; replayed ${plural(letter.replays, 'time')}${replays}`,
    `body      ${bodyOf(letter).length} bytes${isUtf8 ? '' : ', not UTF-8: shown byte for byte'}`,
    '',
    printableLines(text),
    ...editLines(letter),
  ]
}

const editLines = ({ edited, edits, editedAt }: DeadLetter): string[] => {
  if (edited === undefined) return []
  const when = editedAt === undefined ? '' : `, last ${timeText(editedAt)} UTC`
  return [
    '',
    `edited    ${plural(edits, 'time')}${when}; a replay posts this:`,
    '',
    printableLines(textOf({ body: edited }).text),
  ]
}
