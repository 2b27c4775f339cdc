/* CloudEvents in structured mode (JSON). */
import { HORIZON_MS } from '../../schemas/limits.ts'
import { byRecord, type Case, casesOf, event, NOW_MS } from './case.ts'

const old = new Date(NOW_MS - HORIZON_MS - 1_000).toISOString()

export const cloudEvents: Case[] = casesOf(
  [
    ['an event of another type', { ...event, type: 'com.example.other' }, 'bad-shape', /type/],
    ['an event without a type', { ...event, type: undefined }, 'bad-shape', /type/],
    ['an event of another version', { ...event, specversion: '0.3' }, 'bad-shape', /specversion/],
    ['an event with a specversion of null', { ...event, specversion: null }, 'bad-shape', /specversion/],
    [
      'an event with a specversion that is a number',
      { ...event, specversion: 1 },
      'bad-shape',
      /specversion/,
    ],
    [
      'an event without an id',
      { ...event, id: undefined },
      'bad-shape',
      /id: is missing/,
      byRecord('place as the id'),
    ],
    ['an event with an empty id', { ...event, id: '' }, 'bad-shape', /id is empty/],
    ['an event without a source', { ...event, source: undefined }, 'bad-shape', /source: is missing/],
    ['an event without a room', { ...event, subject: undefined }, 'bad-shape', /subject: is missing/],
    [
      'an event of a room of 129 characters',
      { ...event, subject: 's'.repeat(129) },
      'bad-shape',
      /longer than 128/,
    ],
    [
      'an event without a time',
      { ...event, time: undefined },
      'bad-shape',
      /time: is missing/,
      byRecord('time'),
    ],
    ['an event with a local time', { ...event, time: '2026-11-22T09:00:00' }, 'bad-shape', /time/],
    ['an event with a time in milliseconds', { ...event, time: NOW_MS }, 'bad-shape', /time/],
    ['an event older than the horizon', { ...event, time: old }, 'too-old', /older than 35 days/],
    ['an event of the year 9999', { ...event, time: '9999-12-31T23:59:59Z' }, 'too-new', /9999/],
    ['an event without data', { ...event, data: undefined }, 'bad-shape', /data: is missing/],
    ['an event with data of null', { ...event, data: null }, 'bad-shape', /data/],
    ['an event with a text as data', { ...event, data: 'good talk' }, 'bad-shape', /data/],
    ['an event with a list as data', { ...event, data: [event.data] }, 'bad-shape', /data/],
    ['an event with data that is encoded twice', { ...event, data: '{"text":"hi"}' }, 'bad-shape', /data/],
    [
      'an event with data_base64',
      { ...event, data_base64: 'e30=' },
      'bad-shape',
      /data_base64.* is not read/,
    ],
    [
      'an event that names its charset',
      { ...event, datacontenttype: 'application/json; charset=utf-8' },
      'counted',
    ],
    ['an event with XML in it', { ...event, datacontenttype: 'text/xml' }, 'bad-shape', /datacontenttype/],
    ['an event with an empty text', { ...event, data: { text: '' } }, 'bad-shape', /data.text/],
    [
      'an event with a negative revision',
      { ...event, data: { text: 'a', revision: -1 } },
      'bad-shape',
      /revision/,
    ],
    ['an event with extensions', { ...event, traceparent: '00-ab-cd-01' }, 'counted'],
    ['a list of events', [event], 'bad-shape', /an array|a list/],
    ['an event within an event', { ...event, data: event }, 'bad-shape', /data.text/],
  ],
  'application/cloudevents+json',
)
