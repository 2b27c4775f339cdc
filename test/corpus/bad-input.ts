/*
 * One corpus of bad input, that every source runs through. A case is a body as a producer posts it, and what must become
 * of it: a reason of the dead letters, or `counted` where it looks bad and is not. A source that differs says so, with
 * why. How to add one: a row in the table where it belongs; see it fail; then mend the code.
 */
import { gzipSync, zstdCompressSync } from 'node:zlib'
import type { Rejection } from '../../schemas/dead-letter.ts'
import { HORIZON_MS, limits, MAX_AHEAD_MS } from '../../schemas/limits.ts'

export type SourceName = 'sqs' | 'kafka'
export type Expected = Rejection | 'counted' | 'erased'
export type Difference = { outcome: Expected; because: string } | { skip: string }

export type Case = {
  name: string
  body: Uint8Array
  outcome: Expected
  /** What the dead letter's detail says. */
  detail?: RegExp | undefined
  on?: Partial<Record<SourceName, Difference>> | undefined
}

/** What the clock shows when the corpus is read. */
export const NOW_MS = Date.UTC(2026, 10, 22, 9, 1, 30)

type Row = [
  name: string,
  body: unknown,
  outcome: Expected,
  detail?: RegExp | undefined,
  on?: Partial<Record<SourceName, Difference>>,
]

export const casesOf = (rows: Row[]): Case[] =>
  rows.map(([name, body, outcome, detail, on]) => ({ name, body: bytesOf(body), outcome, detail, on }))
const bytesOf = (body: unknown): Uint8Array =>
  body instanceof Uint8Array ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))

const bare = { room: 'hall', id: 'bad', text: 'good talk', postedAt: NOW_MS }
const event = {
  specversion: '1.0',
  type: 'roomtone.message.posted',
  source: 'app',
  id: 'bad',
  subject: 'hall',
  time: new Date(NOW_MS).toISOString(),
  data: { text: 'good talk' },
}
const text = (is: unknown) => ({ ...bare, text: is })
const id = (is: unknown) => ({ ...bare, id: is })
const room = (is: unknown) => ({ ...bare, room: is })
const postedAt = (is: unknown) => ({ ...bare, postedAt: is })
const nested = (depth: number) => JSON.parse('['.repeat(depth) + ']'.repeat(depth))
/** Exactly so many bytes of a message that is fine. */
const padded = (bytes: number) => {
  const rest = bytes - JSON.stringify({ ...bare, pad: '' }).length
  return { ...bare, pad: 'x'.repeat(rest) }
}

const onText: Partial<Record<SourceName, Difference>> = { sqs: { skip: 'a queue carries text' } }
const given = (what: string): Partial<Record<SourceName, Difference>> => ({
  kafka: { outcome: 'counted', because: `the record gives its ${what}` },
})

const bytes = casesOf([
  ['nothing', '', 'not-json'],
  ['blanks', ' \n\t', 'not-json'],
  ['a NUL', '\0', 'not-json', undefined, onText],
  ['16 KiB', padded(limits.bodyBytes), 'counted'],
  ['16 KiB and a byte', padded(limits.bodyBytes + 1), 'too-large', /16385 bytes; at most 16384/],
  ['200 KB', 'x'.repeat(200_000), 'too-large', /200000 bytes/],
  ['a byte-order mark before a message', `\ufeff${JSON.stringify(bare)}`, 'counted'],
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
  ['UTF-16', Buffer.from(JSON.stringify(bare), 'utf16le'), 'not-json', undefined, onText],
  ['Latin-1', Buffer.from(JSON.stringify(text('café')), 'latin1'), 'not-utf8', undefined, onText],
  ['gzip', gzipSync(JSON.stringify(bare)), 'not-utf8', /compressed by gzip/, onText],
  ['a gzip bomb', gzipSync(Buffer.alloc(4_000_000)), 'not-utf8', /compressed by gzip/, onText],
  ['zstd', zstdCompressSync(JSON.stringify(bare)), 'not-utf8', /compressed by zstd/, onText],
  ['gzip in base64', gzipSync(JSON.stringify(bare)).toString('base64'), 'not-json'],
])

const json = casesOf([
  ['JSON cut short', JSON.stringify(bare).slice(0, -4), 'not-json'],
  ['two documents', `${JSON.stringify(bare)}\n${JSON.stringify(bare)}`, 'not-json'],
  ['a trailing comma', '{"room":"hall",}', 'not-json'],
  ['a comment', '{"room":"hall"/* here */}', 'not-json'],
  ['single quotes', "{'room':'hall'}", 'not-json'],
  ['NaN', '{"postedAt":NaN}', 'not-json'],
  ['XML', '<message room="hall"/>', 'not-json'],
  ['a form', 'room=hall&text=hi', 'not-json'],
  ['a key twice', '{"room":"hall","room":"other","id":"a","text":"x"}', 'not-json', /"room" stands twice/],
  ['a key twice, once escaped', '{"room":"a","\\u0072oom":"b"}', 'not-json', /"room" stands twice/],
  ['__proto__', '{"__proto__":{"room":"hall"}}', 'not-json', /__proto__/],
  ['nesting of 17', { ...bare, deep: nested(16) }, 'not-json', /nested more than 16 deep/],
  ['nesting of 16', { ...bare, deep: nested(15) }, 'counted'],
  ['10,000 brackets', '['.repeat(10_000), 'not-json', /nested/],
])

const shape = casesOf([
  ['null', 'null', 'bad-shape', /this is null/],
  ['true', 'true', 'bad-shape', /a boolean/],
  ['a number', '17', 'bad-shape', /a number/],
  ['an array of messages', [bare], 'bad-shape', /an array/],
  ['JSON encoded twice', JSON.stringify(JSON.stringify(bare)), 'bad-shape', /encoded twice/],
  ['an empty object', '{}', 'bad-shape', /room: is missing.*text: is missing/],
  ['a field that is not known', { ...bare, colour: 'red' }, 'counted'],
  ['a field of another case', { ...bare, text: undefined, Text: 'hi' }, 'bad-shape', /text: is missing/],
])

const texts = casesOf([
  ['no text', text(undefined), 'bad-shape', /text: is missing/],
  ['a text of null', text(null), 'bad-shape', /text/],
  ['a text that is a number', text(17), 'bad-shape', /text/],
  ['a text that is an object', text({ de: 'gut' }), 'bad-shape', /text/],
  ['an empty text', text(''), 'bad-shape', /text is empty/],
  ['a text of white space of all kinds', text(' \n\t\u00a0\u2003\u3000'), 'bad-shape', /text is empty/],
  ['2,000 characters', text('x'.repeat(2_000)), 'counted'],
  ['2,001 characters', text('x'.repeat(2_001)), 'bad-shape', /longer than 2000/],
  ['2,000 emoji', text('👏'.repeat(2_000)), 'counted'],
  ['NUL in a text', text('a\0b'), 'bad-shape', /control character/],
  ['an escape sequence of a terminal', text('\u001b[31mred'), 'bad-shape', /control character/],
  ['a C1 control', text('a\u0085b'), 'bad-shape', /control character/],
  [
    'half a surrogate pair',
    '{"room":"hall","id":"bad","text":"\\ud83d","postedAt":1}',
    'bad-shape',
    /surrogate/,
  ],
  ['tabs and line ends', text('one\ttwo\r\nthree'), 'counted'],
  ['bidi overrides', text('abc \u202edef\u202c'), 'counted'],
  ['a script tag', text('<script>alert(1)</script>'), 'counted'],
  ['what the model cannot read', text('blank'), 'no-tokens'],
])

const names = casesOf([
  ['no id', id(undefined), 'bad-shape', /id: is missing/, given('place as the id')],
  ['an id of null', id(null), 'bad-shape', /id/],
  ['an id that is a number', id(17), 'bad-shape', /id/],
  ['an empty id', id(''), 'bad-shape', /id is empty/],
  ['an id of 128 characters', id('i'.repeat(128)), 'counted'],
  ['an id of 129 characters', id('i'.repeat(129)), 'bad-shape', /longer than 128/],
  ['a line end in an id', id('a\nb'), 'bad-shape', /unprintable/],
  ['a zero-width space in an id', id('a\u200bb'), 'bad-shape', /unprintable/],
  ['no room', room(undefined), 'bad-shape', /room: is missing/],
  ['an empty room', room(''), 'bad-shape', /room is empty/],
  ['a blank room', room('   '), 'bad-shape', /room is empty/],
  ['a room of ..', room('..'), 'bad-shape', /no URL/],
  ['a room that is a list', room(['hall']), 'bad-shape', /room/],
  ['# and / in a room', room('town/hall#1'), 'counted'],
  ['an empty source', { ...bare, source: '' }, 'bad-shape', /source is empty/],
  ['an author of 129 characters', { ...bare, author: 'a'.repeat(129) }, 'bad-shape', /author/],
  ['a negative revision', { ...bare, revision: -1 }, 'bad-shape', /revision/],
  ['a revision with a fraction', { ...bare, revision: 0.5 }, 'bad-shape', /revision/],
])

const times = casesOf([
  ['no postedAt', postedAt(undefined), 'bad-shape', /postedAt: is missing/, given('time')],
  ['a postedAt of null', postedAt(null), 'bad-shape', /postedAt/],
  ['a postedAt of 1e999', JSON.stringify(bare).replace(/\d{13}/, '1e999'), 'bad-shape', /postedAt/],
  ['a postedAt with a fraction', postedAt(NOW_MS + 0.5), 'bad-shape', /postedAt/],
  ['a postedAt in seconds', postedAt(NOW_MS / 1_000), 'too-old', /seems to be in seconds/],
  ['a postedAt of 0', postedAt(0), 'too-old', /1970/],
  ['a postedAt past what a Date holds', postedAt(9e15), 'too-new', /future/],
  ['a local time', postedAt('2026-11-22T09:00:00'), 'bad-shape', /with a zone/],
  ['a day that is none', postedAt('2026-02-30T09:00:00Z'), 'bad-shape', /postedAt/],
  ['a time with a zone', postedAt('2026-11-22T10:01:30+01:00'), 'counted'],
  ['35 days old', postedAt(NOW_MS - HORIZON_MS), 'counted'],
  ['35 days and a millisecond old', postedAt(NOW_MS - HORIZON_MS - 1), 'too-old', /older than 35 days/],
  ['10 minutes ahead', postedAt(NOW_MS + MAX_AHEAD_MS), 'counted'],
  ['10 minutes and a millisecond ahead', postedAt(NOW_MS + MAX_AHEAD_MS + 1), 'too-new', /in the future/],
])

const events = casesOf([
  ['an event of another type', { ...event, type: 'com.example.other' }, 'bad-shape', /type/],
  ['an event of another version', { ...event, specversion: '0.3' }, 'bad-shape', /specversion/],
  ['an event with a specversion of null', { ...event, specversion: null }, 'bad-shape', /specversion/],
  [
    'an event without an id',
    { ...event, id: undefined },
    'bad-shape',
    /id: is missing/,
    given('place as the id'),
  ],
  ['an event without a source', { ...event, source: undefined }, 'bad-shape', /source: is missing/],
  ['an event without a room', { ...event, subject: undefined }, 'bad-shape', /subject: is missing/],
  ['an event without a time', { ...event, time: undefined }, 'bad-shape', /time: is missing/, given('time')],
  ['an event with a local time', { ...event, time: '2026-11-22T09:00:00' }, 'bad-shape', /time/],
  ['an event without data', { ...event, data: undefined }, 'bad-shape', /data: is missing/],
  ['an event with a text as data', { ...event, data: 'good talk' }, 'bad-shape', /data/],
  ['an event with data_base64', { ...event, data_base64: 'e30=' }, 'bad-shape', /data_base64 is not read/],
  ['an event with XML in it', { ...event, datacontenttype: 'text/xml' }, 'bad-shape', /datacontenttype/],
  ['an event with an empty text', { ...event, data: { text: '' } }, 'bad-shape', /data\.text/],
  ['an event with extensions', { ...event, traceparent: '00-ab-cd-01' }, 'counted'],
  ['a list of events', [event], 'bad-shape', /an array/],
])

export const badInput: Case[] = [bytes, json, shape, texts, names, times, events].flat()
