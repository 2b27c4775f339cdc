import { styleText } from 'node:util'

/*
 * Data goes to stdout, everything else to stderr. What other people wrote (texts, ids, bodies) passes through
 * `printable` or `toJson` first: a terminal obeys escape sequences, whoever sent them.
 */

export const out = (line: string): void => void process.stdout.write(`${line}\n`)
export const say = (line: string): void => void process.stderr.write(`${line}\n`)

/**
 * What moves a cursor, hides or reorders text: controls, bidi and other format marks, half surrogates, line
 * separators. The two joiners (U+200C, U+200D) stay, because emoji and scripts are written with them.
 */
const UNSAFE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]|(?![\u200c\u200d])\p{Cf}/gu

const escapes: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

const escapeOf = (character: string): string => {
  const code = character.codePointAt(0)!.toString(16)
  return escapes[character] ?? (code.length <= 2 ? `\\x${code.padStart(2, '0')}` : `\\u{${code}}`)
}

/** Foreign text on one line: 'a\u001b[2Jb\n' -> 'a\\x1b[2Jb\\n' */
export const printable = (text: string): string => text.replace(UNSAFE, escapeOf)

/** The same, but lines stay lines. */
export const printableLines = (text: string): string => text.split(/\r?\n/).map(printable).join('\n')

/** Cut to a width in characters: clip('hello there', 6) -> 'hello…' */
export const clip = (text: string, width: number): string => {
  const characters = [...text]
  return characters.length <= width ? text : `${characters.slice(0, Math.max(0, width - 1)).join('')}…`
}

/** JSON that a terminal shows and does not obey. It parses to the same value. */
export const toJson = (value: unknown, indent?: number): string =>
  JSON.stringify(value, null, indent).replace(UNSAFE, character =>
    // The line feeds of the indentation are ours: those within strings are escaped already.
    character === '\n' ? character : [...unitsOf(character)].join(''),
  )

function* unitsOf(character: string): Generator<string> {
  for (let at = 0; at < character.length; at++)
    yield `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`
}

/** Colour where stdout is a terminal that wants it: NO_COLOR and pipes are respected. */
export const paint = (style: Parameters<typeof styleText>[0], text: string): string =>
  styleText(style, text, { stream: process.stdout })

/** 1763800000000 -> '2025-11-22 08:26:40', which is UTC */
export const timeText = (timeMs: number): string =>
  new Date(timeMs).toISOString().slice(0, 19).replace('T', ' ')

/** 12345 -> '12,345' */
export const grouped = (count: number): string => count.toLocaleString('en-US')

/** plural(1, 'row') -> '1 row'; plural(2, 'row') -> '2 rows' */
export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${grouped(count)} ${count === 1 ? one : many}`
