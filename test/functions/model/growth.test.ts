/*
 * What is read of a message, before anything is known of it, takes time in proportion to its length: no text makes a
 * pattern go back and forth. Two lengths are compared in one run, so the machine's speed does not matter: of eight times
 * the text, eight times the processor is wanted, and a quadratic pattern would take sixty-four.
 */
import { expect, test } from 'vitest'
import { printable } from '../../../cli/terminal.ts'
import { parseJson } from '../../../events/json.ts'
import { prepare } from '../../../functions/model/prepare.ts'
import { wordPiece } from '../../../functions/model/wordpiece.ts'

const SHORT = 2_000 // characters: the longest that a message has
const LONGER = 8
/** Between 8 and 64, with room for noise on the one side and for caches on the other. */
const MOST = 24

const pieces = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', 'a', '##a', 'http', '@', 'user', '.', '&', ';']
const split = wordPiece(pieces, 128)

/** Repeated, each drives one of the patterns through what it likes least. */
const pumps = [
  ...['a', ' ', '\t \u00a0', '@', '@a', 'a@a ', '_@_', '@@a@', '\u200d', '\u200d\u2640'],
  ...['http://', 'www.', 'http:/', 'hhttps://a ', 'www.w', '\\u', '\\u00', '\\u0041', '\\ud83d', '\\\\u0041'],
  ...['&', '&amp;', '&amp;amp;', '&#', '&#1', '&#x1F600;', '&#x', '&lt', '&ampamp', '&NotEqualTilde'],
  ...[
    '👏',
    '👏🏽',
    '👏👏🏽\u200d♀',
    '❤\ufe0f',
    '\ufe0f',
    '\ud83d',
    '\udc4f',
    'é',
    'e\u0301',
    '\u0301',
    '中',
    '!',
    '!a',
    '.',
  ],
]

/** Processor milliseconds of one go, the least of several: others use the machine, too. */
const leastCpuMs = (work: () => unknown): number => {
  let least = Number.POSITIVE_INFINITY
  for (let at = 0; at < 3; at++) {
    const before = process.cpuUsage()
    work()
    const { user, system } = process.cpuUsage(before)
    least = Math.min(least, (user + system) / 1_000)
  }
  return least
}

/** So little that it cannot be told from noise. */
const NOISE_MS = 4

const growth = (read: (text: string) => unknown, pump: string): number => {
  const short = pump.repeat(SHORT / pump.length)
  const long = short.repeat(LONGER)
  return (
    leastCpuMs(() => read(long)) /
    Math.max(
      NOISE_MS,
      leastCpuMs(() => read(short)),
    )
  )
}

const readers: Record<string, (text: string) => unknown> = {
  prepare,
  wordPiece: split,
  'prepare, then wordPiece': text => split(prepare(text)),
  parseJson: text => parseJson(JSON.stringify({ text, [text]: text })),
  printable,
}

test.each(Object.keys(readers))(
  '%s reads a text of eight times the length in about eight times the time',
  name => {
    for (const pump of pumps)
      expect(growth(readers[name]!, pump), `of ${JSON.stringify(pump)}`).toBeLessThan(MOST)
  },
)

test('a quadratic pattern would be seen', () => {
  const trimsSlowly = (text: string) => text.replace(/ +$/, '')
  expect(growth(text => trimsSlowly(`${text}a`), ' ')).toBeGreaterThan(MOST)
})
