/* Messages as bare JSON with one field that is bad, or only looks so. */
import { HORIZON_MS, MAX_AHEAD_MS } from '../../schemas/limits.ts'
import { bare, byPost, byRecord, type Case, casesOf, NOW_MS } from './case.ts'

const text = (is: unknown) => ({ ...bare, text: is })
const id = (is: unknown) => ({ ...bare, id: is })
const room = (is: unknown) => ({ ...bare, room: is })
const postedAt = (is: unknown) => ({ ...bare, postedAt: is })
const revision = (is: unknown) => ({ ...bare, revision: is })

const texts = casesOf([
  ['no text', text(undefined), 'bad-shape', /text: is missing/],
  ['a text of null', text(null), 'bad-shape', /text/],
  ['a text that is a number', text(17), 'bad-shape', /text/],
  ['a text that is true', text(true), 'bad-shape', /text/],
  ['a text that is an object', text({ de: 'gut' }), 'bad-shape', /text/],
  ['a text that is a list', text(['good']), 'bad-shape', /text/],
  ['an empty text', text(''), 'bad-shape', /text is empty/],
  ['a text of white space of all kinds', text(' \n\t\u00a0\u2003\u3000'), 'bad-shape', /text is empty/],
  ['2,000 characters', text('x'.repeat(2_000)), 'counted'],
  ['2,001 characters', text('x'.repeat(2_001)), 'bad-shape', /longer than 2000/],
  ['2,000 emoji', text('👏'.repeat(2_000)), 'counted'],
  ['2,001 emoji', text('👏'.repeat(2_001)), 'bad-shape', /longer than 2000/],
  ['2,000 letters with their accents apart', text('e\u0301'.repeat(2_000)), 'counted'],
  ['NUL in a text', text('a\0b'), 'bad-shape', /control character/],
  ['an escape sequence of a terminal', text('\u001b[31mred'), 'bad-shape', /control character/],
  ['a C1 control', text('a\u0085b'), 'bad-shape', /control character/],
  ['DEL', text('a\u007fb'), 'bad-shape', /control character/],
  ['half a surrogate pair', JSON.stringify(bare).replace('good', '\\ud83d'), 'bad-shape', /surrogate/],
  ['the other half', JSON.stringify(bare).replace('good', '\\udc4f'), 'bad-shape', /surrogate/],
  ['tabs and line ends', text('one\ttwo\r\nthree'), 'counted'],
  ['bidi overrides', text('abc \u202edef\u202c'), 'counted'],
  [
    'what is no character',
    text('a\ufffe\uffff'),
    'counted',
    undefined,
    { sqs: { skip: 'a queue refuses it' } },
  ],
  ['a script tag', text('<script>alert(1)</script>'), 'counted'],
  ['a quote of SQL', text("'; DROP TABLE messages; --"), 'counted'],
  ['a formula of a spreadsheet', text('=HYPERLINK("http://x.example","y")'), 'counted'],
  ['what the model cannot read', text('blank'), 'no-tokens'],
])

const names = casesOf([
  [
    'no id',
    id(undefined),
    'bad-shape',
    /id: is missing/,
    { ...byRecord('place as the id'), ...byPost('id') },
  ],
  ['an id of null', id(null), 'bad-shape', /id/],
  ['an id that is a number', id(17), 'bad-shape', /id/],
  ['an empty id', id(''), 'bad-shape', /id is empty/],
  ['an id of 128 characters', id('i'.repeat(128)), 'counted'],
  ['an id of 128 emoji', id('👏'.repeat(128)), 'counted'],
  ['an id of 129 characters', id('i'.repeat(129)), 'bad-shape', /longer than 128/],
  ['a line end in an id', id('a\nb'), 'bad-shape', /unprintable/],
  ['a zero-width space in an id', id('a\u200bb'), 'bad-shape', /unprintable/],
  ['a bidi override in an id', id('a\u202eb'), 'bad-shape', /unprintable/],
  ['half a surrogate pair in an id', JSON.stringify(id('X')).replace('X', '\\ud83d'), 'bad-shape', /id/],
  ['an id of dots and slashes', id('../../etc/passwd'), 'counted'],
  ['no room', room(undefined), 'bad-shape', /room: is missing/, byPost('room by its path')],
  ['a room of null', room(null), 'bad-shape', /room/],
  ['an empty room', room(''), 'bad-shape', /room is empty/],
  ['a blank room', room('   '), 'bad-shape', /room is empty/],
  ['a room of ..', room('..'), 'bad-shape', /no URL/],
  ['a room that is a list', room(['hall']), 'bad-shape', /room/],
  ['a room of 129 characters', room('r'.repeat(129)), 'bad-shape', /longer than 128/],
  ['an empty source', { ...bare, source: '' }, 'bad-shape', /source is empty/],
  ['a source of null', { ...bare, source: null }, 'bad-shape', /source/],
  ['an author of 129 characters', { ...bare, author: 'a'.repeat(129) }, 'bad-shape', /author/],
  ['an author that is an object', { ...bare, author: { name: 'Ada' } }, 'bad-shape', /author/],
  ['a negative revision', revision(-1), 'bad-shape', /revision/],
  ['a revision with a fraction', revision(0.5), 'bad-shape', /revision/],
  ['a revision that is a text', revision('1'), 'bad-shape', /revision/],
  ['a revision past a million', revision(1_000_001), 'bad-shape', /revision/],
])

const times = casesOf([
  [
    'no postedAt',
    postedAt(undefined),
    'bad-shape',
    /postedAt: is missing/,
    { ...byRecord('time'), ...byPost('time') },
  ],
  ['a postedAt of null', postedAt(null), 'bad-shape', /postedAt/],
  ['a postedAt that is empty', postedAt(''), 'bad-shape', /postedAt/],
  ['a postedAt of digits in a text', postedAt(String(NOW_MS)), 'bad-shape', /postedAt/],
  ['a postedAt in words', postedAt('yesterday'), 'bad-shape', /postedAt/],
  ['a postedAt of 1e999', JSON.stringify(bare).replace(/\d{13}/, '1e999'), 'bad-shape', /postedAt/],
  ['a postedAt with a fraction', postedAt(NOW_MS + 0.5), 'bad-shape', /postedAt/],
  ['a postedAt in seconds', postedAt(NOW_MS / 1_000), 'too-old', /seems to be in seconds/],
  ['a postedAt in microseconds', postedAt(NOW_MS * 1_000), 'too-new', /future/],
  ['a postedAt of 0', postedAt(0), 'too-old', /1970/],
  ['a negative postedAt', postedAt(-NOW_MS), 'too-old', /1913/],
  ['a postedAt past what a Date holds', postedAt(9e15), 'too-new', /future/],
  ['a local time', postedAt('2026-11-22T09:00:00'), 'bad-shape', /with a zone/],
  ['a time with a blank in it', postedAt('2026-11-22 09:00:00Z'), 'bad-shape', /with a zone/],
  ['a date', postedAt('2026-11-22'), 'bad-shape', /postedAt/],
  ['a day that is none', postedAt('2026-02-30T09:00:00Z'), 'bad-shape', /postedAt/],
  ['an hour that is none', postedAt('2026-11-22T24:00:00Z'), 'bad-shape', /postedAt/],
  ['a leap second', postedAt('2026-11-22T08:59:60Z'), 'bad-shape', /postedAt/],
  ['a time with a zone', postedAt('2026-11-22T10:01:30+01:00'), 'counted'],
  ['the year 9999', postedAt('9999-12-31T23:59:59Z'), 'too-new', /9999/],
  ['35 days old', postedAt(NOW_MS - HORIZON_MS), 'counted'],
  ['35 days and a millisecond old', postedAt(NOW_MS - HORIZON_MS - 1), 'too-old', /older than 35 days/],
  ['10 minutes ahead', postedAt(NOW_MS + MAX_AHEAD_MS), 'counted'],
  ['10 minutes and a millisecond ahead', postedAt(NOW_MS + MAX_AHEAD_MS + 1), 'too-new', /in the future/],
])

export const fields: Case[] = [texts, names, times].flat()
