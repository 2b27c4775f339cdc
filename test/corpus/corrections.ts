/* Edits and erasures, good and bad. */
import { HORIZON_MS } from '../../schemas/limits.ts'
import { bare, type Case, casesOf, type Differences, event, NOW_MS } from './case.ts'

const edit = { ...bare, revision: 1 }
const gone = { room: 'hall', id: 'bad', erased: true }
const edited = { ...event, type: 'roomtone.message.edited', data: { text: 'good talk', revision: 1 } }
const { data: _, time: __, ...head } = event
const erased = { ...head, type: 'roomtone.message.erased' }
const said = (data: object) => ({ ...edited, data: { ...edited.data, ...data } })
const sayTime = (timeMs: number) => new Date(timeMs).toISOString()

const byPost = (why: string): Differences => ({ http: { outcome: 'erased', because: `a post ${why}` } })

const asBare = casesOf([
  ['an edit of what has not arrived', edit, 'counted'],
  ['an erasure', gone, 'erased'],
  ['an erasure of a source', { ...gone, source: 'chat' }, 'erased'],
  ['an erasure with the text that is to be gone', { ...gone, text: 'a\0b', postedAt: 'x' }, 'erased'],
  ['erased of false', { ...edit, erased: false }, 'counted'],
  ['erased of null', { ...edit, erased: null }, 'counted'],
  ['erased of 1', { ...edit, erased: 1 }, 'bad-shape', /erased: is neither true nor left out/],
  ['erased of "true"', { ...gone, erased: 'true' }, 'bad-shape', /erased: is neither true/],
  ['an erasure without an id', { ...gone, id: undefined }, 'bad-shape', /id: is missing/],
  ['an erasure of an empty id', { ...gone, id: '' }, 'bad-shape', /id is empty/],
  ['an erasure of an id that is a number', { ...gone, id: 17 }, 'bad-shape', /id/],
  [
    'an erasure without a room',
    { ...gone, room: undefined },
    'bad-shape',
    /room: is missing/,
    byPost('takes the room of its path'),
  ],
  ['an erasure of an empty source', { ...gone, source: '' }, 'bad-shape', /source is empty/],
  ['a list of erasures', [gone], 'bad-shape', /an array/, byPost('may be a list')],
])

const asEvents = casesOf(
  [
    ['an edit as an event', edited, 'counted'],
    ['an edit as an event that says posted', { ...edited, type: 'roomtone.message.posted' }, 'counted'],
    ['an edited event of revision 1,000,000', said({ revision: 1_000_000 }), 'counted'],
    ['an edited event of revision 1,000,001', said({ revision: 1_000_001 }), 'bad-shape', /data[./]revision/],
    [
      'an edited event without a revision',
      said({ revision: undefined }),
      'bad-shape',
      /revision: is missing/,
    ],
    [
      'an edited event of revision 0',
      said({ revision: 0 }),
      'bad-shape',
      /an edit has a revision of 1 or more/,
    ],
    ['an edited event of revision "1"', said({ revision: '1' }), 'bad-shape', /data[./]revision/],
    ['an edited event without a text', said({ text: undefined }), 'bad-shape', /data[./]text: is missing/],
    ['an edited event without data', { ...edited, data: undefined }, 'bad-shape', /data: is missing/],
    ['an edited event of long ago', { ...edited, time: sayTime(NOW_MS - HORIZON_MS - 1) }, 'too-old'],
    ['an edit to what the model cannot read', said({ text: 'blank' }), 'no-tokens'],
    ['an erasure as an event', erased, 'erased'],
    ['an erased event with data', { ...erased, data: { text: '' } }, 'erased'],
    ['an erased event with data_base64', { ...erased, data_base64: '!' }, 'erased'],
    ['an erased event of 1999', { ...erased, time: '1999-01-01T00:00:00Z' }, 'erased'],
    ['an erased event of next year', { ...erased, time: sayTime(NOW_MS + 10 * HORIZON_MS) }, 'erased'],
    ['an erased event without an id', { ...erased, id: undefined }, 'bad-shape', /id: is missing/],
    ['an erased event without a source', { ...erased, source: undefined }, 'bad-shape', /source: is missing/],
    ['an erased event without a room', { ...erased, subject: undefined }, 'bad-shape', /subject: is missing/],
    ['an erased event of version 0.3', { ...erased, specversion: '0.3' }, 'bad-shape', /specversion/],
    ['an erased event with a local time', { ...erased, time: '2026-11-22T09:00:00' }, 'bad-shape', /time/],
  ],
  'application/cloudevents+json',
)

export const corrections: Case[] = [asBare, asEvents].flat()
