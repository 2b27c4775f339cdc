/** More than any message may have; a file without line ends must not fill the memory. */
export const MAX_ROW_BYTES = 1024 * 1024

export type Chunks = AsyncIterable<Uint8Array>

/**
 * One line of a file, without its line feed; a carriage return before it is still there. `line` counts from 1,
 * `endByte` is where the next one starts. A `fault` says why the text is not what was meant: bytes that are not UTF-8
 * are shown as U+FFFD, and of a line that is too long nothing is kept.
 */
export type Line = { line: number; endByte: number; text: string; fault?: string }

const LINE_FEED = 0x0a

export async function* linesOf(chunks: Chunks, maxBytes = MAX_ROW_BYTES): AsyncGenerator<Line> {
  let line = 0
  let endByte = 0
  let length = 0
  let held: Buffer = Buffer.alloc(0)
  for await (const chunk of chunks)
    for (let start = 0; start < chunk.length; ) {
      const feed = chunk.indexOf(LINE_FEED, start)
      const end = feed < 0 ? chunk.length : feed
      length += end - start
      if (length <= maxBytes) held = Buffer.concat([held, chunk.subarray(start, end)])
      endByte += end - start + (feed < 0 ? 0 : 1)
      start = end + 1
      if (feed < 0) continue
      yield { line: ++line, endByte, ...textOf(held, length, line, maxBytes) }
      held = Buffer.alloc(0)
      length = 0
    }
  if (length > 0) yield { line: ++line, endByte, ...textOf(held, length, line, maxBytes) }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

const textOf = (
  bytes: Buffer,
  length: number,
  line: number,
  maxBytes: number,
): Pick<Line, 'text' | 'fault'> => {
  if (length > maxBytes) return { text: '', fault: `it is longer than ${maxBytes} bytes` }
  try {
    return { text: withoutMark(utf8.decode(bytes), line) }
  } catch {
    return { text: withoutMark(bytes.toString(), line), fault: 'it is not UTF-8' }
  }
}

/** A byte-order mark may start a file, and nothing else. */
const withoutMark = (text: string, line: number) => (line === 1 ? text.replace(/^\ufeff/, '') : text)

/** 'a\r' -> 'a' */
export const withoutReturn = (text: string): string => (text.endsWith('\r') ? text.slice(0, -1) : text)
