/*
 * Texts to scores by wink-sentiment: one JSON string a line in, one number a line out.
 * echo '"Great talk 👏"' | node training/lexicons/wink.js   -> 6
 */
import process from 'node:process'
import { createInterface } from 'node:readline'
import sentiment from 'wink-sentiment'

/** Its word list is a plain object, in which it finds functions under these names, and adds them to the score. */
const INHERITED = /constructor|__proto__/gi

const lines = createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })
for await (const line of lines) {
  const { score } = sentiment(JSON.parse(line).replace(INHERITED, ''))
  process.stdout.write(`${score}\n`)
}
