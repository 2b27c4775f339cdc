/* Edits and erasures, good and bad. How a case is made: see bad-input.ts. */
import { HORIZON_MS } from '../../schemas/limits.ts'
import { type Case, casesOf, NOW_MS } from './bad-input.ts'

const bare = { room: 'hall', id: 'bad', text: 'good talk', postedAt: NOW_MS, revision: 1 }
const gone = { room: 'hall', id: 'bad', erased: true }
const head = { specversion: '1.0', source: 'app', id: 'bad', subject: 'hall' }
const edited = {
  ...head,
  type: 'roomtone.message.edited',
  time: new Date(NOW_MS).toISOString(),
  data: { text: 'good talk', revision: 1 },
}
const erased = { ...head, type: 'roomtone.message.erased' }
const said = (data: object) => ({ ...edited, data: { ...edited.data, ...data } })
const sayTime = (timeMs: number) => new Date(timeMs).toISOString()

const edits = casesOf([
  ['an edit of what has not arrived', bare, 'counted'],
  ['an edit as an event', edited, 'counted'],
  ['an edit as an event that says posted', { ...edited, type: 'roomtone.message.posted' }, 'counted'],
  ['an edited event of revision 1,000,000', said({ revision: 1_000_000 }), 'counted'],
  ['an edited event of revision 1,000,001', said({ revision: 1_000_001 }), 'bad-shape', /data\.revision/],
  ['an edited event without a revision', said({ revision: undefined }), 'bad-shape', /revision: is missing/],
  [
    'an edited event of revision 0',
    said({ revision: 0 }),
    'bad-shape',
    /an edit has a revision of 1 or more/,
  ],
  ['an edited event of revision "1"', said({ revision: '1' }), 'bad-shape', /data\.revision/],
  ['an edited event without a text', said({ text: undefined }), 'bad-shape', /data\.text: is missing/],
  ['an edited event without data', { ...edited, data: undefined }, 'bad-shape', /data: is missing/],
  ['an edited event of long ago', { ...edited, time: sayTime(NOW_MS - HORIZON_MS - 1) }, 'too-old'],
  ['an edit to what the model cannot read', said({ text: 'blank' }), 'no-tokens'],
])

const erasures = casesOf([
  ['an erasure', gone, 'erased'],
  ['an erasure as an event', erased, 'erased'],
  ['an erasure of a source', { ...gone, source: 'chat' }, 'erased'],
  ['an erasure with the text that is to be gone', { ...gone, text: 'a\0b', postedAt: 'x' }, 'erased'],
  ['an erased event with data', { ...erased, data: { text: '' } }, 'erased'],
  ['an erased event with data_base64', { ...erased, data_base64: '!' }, 'erased'],
  ['an erased event of 1999', { ...erased, time: '1999-01-01T00:00:00Z' }, 'erased'],
  ['an erased event of next year', { ...erased, time: sayTime(NOW_MS + 10 * HORIZON_MS) }, 'erased'],
  ['erased of false', { ...bare, erased: false }, 'counted'],
  ['erased of null', { ...bare, erased: null }, 'counted'],
  ['erased of 1', { ...bare, erased: 1 }, 'bad-shape', /erased: is neither true nor left out/],
  ['erased of "true"', { ...gone, erased: 'true' }, 'bad-shape', /erased: is neither true/],
  ['an erasure without an id', { ...gone, id: undefined }, 'bad-shape', /id: is missing/],
  ['an erasure of an empty id', { ...gone, id: '' }, 'bad-shape', /id is empty/],
  ['an erasure of an id that is a number', { ...gone, id: 17 }, 'bad-shape', /id/],
  ['an erasure without a room', { ...gone, room: undefined }, 'bad-shape', /room: is missing/],
  ['an erasure of an empty source', { ...gone, source: '' }, 'bad-shape', /source is empty/],
  ['an erased event without an id', { ...erased, id: undefined }, 'bad-shape', /id: is missing/],
  ['an erased event without a source', { ...erased, source: undefined }, 'bad-shape', /source: is missing/],
  ['an erased event without a room', { ...erased, subject: undefined }, 'bad-shape', /subject: is missing/],
  ['an erased event of version 0.3', { ...erased, specversion: '0.3' }, 'bad-shape', /specversion/],
  ['an erased event with a local time', { ...erased, time: '2026-11-22T09:00:00' }, 'bad-shape', /time/],
  ['a list of erasures', [gone], 'bad-shape', /an array/],
])

export const corrections: Case[] = [edits, erasures].flat()
