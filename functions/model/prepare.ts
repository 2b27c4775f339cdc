import { decodeHTML } from 'entities/decode'

/** White space as Python's `str.isspace` has it, because the model was trained on texts prepared in Python. */
const SPACE = String.raw`\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000`
const SPACES = new RegExp(`[${SPACE}]+`, 'g')
const LINK = new RegExp(String.raw`(?:https?://|www\.)[^${SPACE}]+`, 'g')
const MENTION = /(?<![\p{L}\p{N}_])@[\p{L}\p{N}_]+/gu
const ESCAPES = /(?:\\u[0-9a-fA-F]{4})+/g

/**
 * Bring a text into the form that the model was trained on. A model trained on another preparation gives other labels.
 * "@maria it\u2019s &amp;lt;3  https://example.org/x" (the escape literal) -> "@user it’s <3 http"
 */
export const prepare = (text: string): string =>
  decodeHTML(decodeHTML(decodeEscapes(text)))
    .replace(LINK, 'http')
    .replace(MENTION, '@user')
    .replace(SPACES, ' ')
    .trim()

/** Literal UTF-16 escapes, left behind by exports that encode twice: six characters `\u2019` -> "’". */
const decodeEscapes = (text: string): string =>
  text.replace(ESCAPES, run => JSON.parse(`"${run}"`).toWellFormed())
