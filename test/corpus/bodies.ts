/* Bytes that are no text, texts that are no JSON, and JSON that is no message. */
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { limits } from '../../schemas/limits.ts'
import { bare, type Case, casesOf, type Differences, event } from './case.ts'

const nested = (depth: number) => JSON.parse('['.repeat(depth) + ']'.repeat(depth))
/** Exactly so many bytes of a message that is fine. */
const padded = (bytes: number) => {
  const rest = bytes - JSON.stringify({ ...bare, pad: '' }).length
  return { ...bare, pad: 'x'.repeat(rest) }
}
const json = JSON.stringify(bare)

const onText: Differences = { sqs: { skip: 'a queue carries text' } }
/** Whoever calls us directly is told what his JSON is; a dead letter, what it should have been. */
const list: Differences = { http: { outcome: 'counted', because: 'a post may be a list' } }
const unread: Differences = { http: { outcome: 'not-json', because: 'a post has room for 100 messages' } }

const bytes = casesOf([
  ['nothing', '', 'not-json'],
  ['blanks', ' \n\t', 'not-json'],
  ['a NUL', '\0', 'not-json', undefined, onText],
  ['16 KiB', padded(limits.bodyBytes), 'counted'],
  ['16 KiB and a byte', padded(limits.bodyBytes + 1), 'too-large', /16385 bytes.* 16384/],
  ['16 KiB of a message and a megabyte of blanks', json.padEnd(1_000_000), 'too-large', /1000000 bytes/],
  ['200 KB', 'x'.repeat(200_000), 'too-large', undefined, unread],
  ['a byte-order mark before a message', `\ufeff${json}`, 'counted'],
  ['two byte-order marks', `\ufeff\ufeff${json}`, 'not-json'],
  ['UTF-8 cut short', Buffer.from('{"text":"é').subarray(0, -1), 'not-utf8', undefined, onText],
  ['a byte that UTF-8 never has', Uint8Array.of(0x7b, 0xff, 0x7d), 'not-utf8', undefined, onText],
  ['an overlong encoding', Uint8Array.of(0x7b, 0xc0, 0xaf, 0x7d), 'not-utf8', undefined, onText],
  [
    'half a surrogate pair in UTF-8',
    Uint8Array.of(0x22, 0xed, 0xa0, 0xbd, 0x22),
    'not-utf8',
    undefined,
    onText,
  ],
  [
    'a code point past Unicode',
    Uint8Array.of(0x22, 0xf4, 0x90, 0x80, 0x80, 0x22),
    'not-utf8',
    undefined,
    onText,
  ],
  ['UTF-16', Buffer.from(json, 'utf16le'), 'not-json', undefined, onText],
  ['UTF-16 with its mark', Buffer.from(`\ufeff${json}`, 'utf16le'), 'not-utf8', undefined, onText],
  ['Latin-1', Buffer.from('{"text":"café"}', 'latin1'), 'not-utf8', undefined, onText],
  ['gzip', gzipSync(json), 'not-utf8', undefined, onText],
  ['a gzip bomb', gzipSync(Buffer.alloc(4_000_000)), 'not-utf8', undefined, onText],
  ['zstd', zstdCompressSync(json), 'not-utf8', undefined, onText],
  ['deflate', deflateSync(json), 'not-utf8', undefined, onText],
  ['brotli', brotliCompressSync(json), 'not-utf8', undefined, onText],
  ['gzip in base64', gzipSync(json).toString('base64'), 'not-json'],
  ['a message in base64', Buffer.from(json).toString('base64'), 'not-json'],
])

const syntax = casesOf([
  ['JSON cut short', json.slice(0, -4), 'not-json'],
  ['two documents', `${json}\n${json}`, 'not-json'],
  ['a trailing comma', '{"room":"hall",}', 'not-json'],
  ['a comment', '{"room":"hall"/* here */}', 'not-json'],
  ['a comment to the end of the line', `// posted\n${json}`, 'not-json'],
  ['single quotes', "{'room':'hall'}", 'not-json'],
  ['a key without quotes', '{room:"hall"}', 'not-json'],
  ['a line end in a string', '{"text":"a\nb"}', 'not-json'],
  ['an escape that JSON has not', '{"text":"\\x41"}', 'not-json'],
  ['NaN', '{"postedAt":NaN}', 'not-json'],
  ['a number in hexadecimal', '{"postedAt":0x10}', 'not-json'],
  ['undefined', 'undefined', 'not-json'],
  ['XML', '<message room="hall"/>', 'not-json'],
  ['a form', 'room=hall&text=hi', 'not-json'],
  ['YAML', 'room: hall\ntext: hi', 'not-json'],
  ['a key twice', '{"room":"hall","room":"other","id":"a","text":"x"}', 'not-json', /"room" stands twice/],
  ['a key twice, once escaped', '{"room":"a","\\u0072oom":"b"}', 'not-json', /"room" stands twice/],
  ['__proto__', '{"__proto__":{"room":"hall"}}', 'not-json', /__proto__/],
  ['nesting of 17', { ...bare, deep: nested(16) }, 'not-json', /nested more than 16 deep/],
  ['nesting of 16', { ...bare, deep: nested(15) }, 'counted'],
  ['10,000 brackets', '['.repeat(10_000), 'not-json', /nested/],
])

const shape = casesOf([
  ['null', 'null', 'bad-shape', /null/],
  ['true', 'true', 'bad-shape', /boolean/],
  ['a number', '17', 'bad-shape', /number/],
  ['an array of messages', [bare], 'bad-shape', /an array/, list],
  ['an empty array', [], 'bad-shape'],
  ['JSON encoded twice', JSON.stringify(json), 'bad-shape', /encoded twice/],
  ['an empty object', '{}', 'bad-shape', /text: is missing/],
  ['a field that is not known', { ...bare, colour: 'red' }, 'counted'],
  ['a field of another case', { ...bare, text: undefined, Text: 'hi' }, 'bad-shape', /text: is missing/],
  ['constructor and prototype as fields', { ...bare, constructor: {}, prototype: 1 }, 'counted'],
  [
    'a message in an envelope of SNS',
    { Type: 'Notification', Message: json },
    'bad-shape',
    /text: is missing/,
  ],
  [
    'a message in an envelope of EventBridge',
    { version: '0', detail: bare },
    'bad-shape',
    /text: is missing/,
  ],
  ['an event that is said to be bare', { ...event, specversion: undefined }, 'bad-shape', /text: is missing/],
])

export const bodies: Case[] = [bytes, syntax, shape].flat()
