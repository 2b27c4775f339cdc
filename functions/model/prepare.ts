import { decodeHTML } from 'entities/decode'
import emojiWords from './emoji.json' with { type: 'json' }

/** One character each, without variation selectors and skin tones -> the words that stand for it. */
const WORDS: Readonly<Record<string, string>> = emojiWords

/** White space as Python's `str.isspace` has it, because the model was trained on texts prepared in Python. */
const SPACE = String.raw`\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000`
const SPACES = new RegExp(`[${SPACE}]+`, 'g')
const LINK = new RegExp(String.raw`(?:https?://|www\.)[^${SPACE}]+`, 'g')
const MENTION = /(?<![\p{L}\p{N}_])@[\p{L}\p{N}_]+/gu
const ESCAPES = /(?:\\u[0-9a-fA-F]{4})+/g

/** No emoji lies below it, so that most texts are spared the search for them. */
const FIRST_EMOJI = '\u203c'
const MAY_HOLD_EMOJI = new RegExp(`[${FIRST_EMOJI}-\uffff]`)
/** What only varies an emoji: its presentation, its skin tone, its sex. */
const VARIATIONS = /[\ufe0f\u{1f3fb}-\u{1f3ff}]|\u200d[\u2640\u2642]/gu
/** One emoji, as often as it is repeated. */
const EMOJI = new RegExp(`([${Object.keys(WORDS).join('')}])\\1*`, 'gu')

/**
 * Bring a text into the form that the model was trained on. A model trained on another preparation gives other labels.
 * training/prepare.py does the same, to the letter; only references to what is no character (&#1;) it drops.
 * "@maria it\u2019s &amp;lt;3 👏🏽👏🏽  https://example.org/x" (the escape literal)
 *   -> "@user it’s <3 clapping hands, applause http"
 */
export const prepare = (text: string): string =>
  withoutOuterSpaces(
    wordsForEmoji(decodeHTML(decodeHTML(decodeEscapes(text))))
      .replace(LINK, 'http')
      .replace(MENTION, '@user')
      .replace(SPACES, ' '),
  )

/** Literal UTF-16 escapes, left behind by exports that encode twice: six characters `\u2019` -> "’". */
const decodeEscapes = (text: string): string =>
  text.replace(ESCAPES, run => JSON.parse(`"${run}"`).toWellFormed())

/** "so good👏🏽👏🏽!" -> "so good clapping hands, applause !" */
const wordsForEmoji = (text: string): string =>
  MAY_HOLD_EMOJI.test(text)
    ? text.replace(VARIATIONS, '').replace(EMOJI, (_, emoji: string) => ` ${WORDS[emoji]} `)
    : text

/** `trim` would take a byte-order mark as well, and Python does not. */
const withoutOuterSpaces = (text: string): string =>
  text.slice(text.startsWith(' ') ? 1 : 0, text.endsWith(' ') ? -1 : undefined)
