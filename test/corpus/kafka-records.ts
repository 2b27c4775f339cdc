/* What only Kafka can bring: records whose key, headers or value are bad around a message that may be good. */
import { deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import type { KafkaRecord } from '../../events/kafka-given.ts'
import { base64, binaryOf, headersOf, recordOf } from '../events/kafka-events.ts'
import { type Expected, NOW_MS } from './case.ts'

export type RecordCase = [name: string, record: KafkaRecord, outcome: Expected, detail?: RegExp]

const stamped = { timestamp: NOW_MS }
const said = { text: 'good talk' }
const keyed = (value: Parameters<typeof recordOf>[0], fields: Partial<KafkaRecord> = {}) =>
  recordOf(value, { key: base64('hall'), ...stamped, ...fields })
const binary = (data: Parameters<typeof binaryOf>[0], headers: Record<string, string | Uint8Array> = {}) =>
  binaryOf(data, headers, stamped)
/** A binary event with headers as Lambda gives them, whatever they are, behind its own. */
const withHeader = (header: unknown): KafkaRecord => {
  const record = binary(said)
  return { ...record, headers: [...(record.headers as []), header] }
}
const typed = (contentType: string, value: Parameters<typeof recordOf>[0]) =>
  keyed(value, { headers: headersOf({ 'content-type': contentType }) })
/** Two megabytes that begin as gzip. */
const packed = Buffer.concat([gzipSync(Buffer.alloc(1_000)), Buffer.alloc(2_000_000)])
const latin1 = Uint8Array.of(0x63, 0xe9)
const event = { specversion: '1.0', type: 'roomtone.message.posted', source: 'chat', id: 'c-1', data: said }

const keys: RecordCase[] = [
  ['a key as the room', keyed(said), 'counted'],
  ['a null key and no room', recordOf(said, { key: null, ...stamped }), 'bad-shape', /the record has no key/],
  ['no key and no room', recordOf(said, stamped), 'bad-shape', /room: is missing.*the record has no key/],
  ['a null key and a room', recordOf({ ...said, room: 'hall' }, { key: null, ...stamped }), 'counted'],
  ['an empty key', keyed(said, { key: '' }), 'bad-shape', /room is empty/],
  ['a key that is not base64', keyed(said, { key: 'hall!' }), 'bad-shape', /key is not base64/],
  ['a key in base64 for URLs', keyed(said, { key: '_-8=' }), 'bad-shape', /key is not base64/],
  [
    'a key that is a struct of a schema registry',
    keyed(said, { key: base64('\0\0\0\0\x2ahall') }),
    'bad-shape',
    /unprintable/,
  ],
  ['a key that is JSON', keyed(said, { key: base64('{"room":"hall"}') }), 'counted'],
  ['a key that is a number', keyed(said, { key: 17 }), 'bad-shape', /key is not base64/],
  ['a key that is not UTF-8', keyed(said, { key: base64(latin1) }), 'bad-shape', /key is not UTF-8/],
  ['a bad key that is not needed', keyed({ ...said, room: 'hall' }, { key: '!' }), 'counted'],
  ['a key of 129 characters', keyed(said, { key: base64('k'.repeat(129)) }), 'bad-shape', /longer than 128/],
  ['a key with a line end', keyed(said, { key: base64('a\nb') }), 'bad-shape', /unprintable/],
]

const values: RecordCase[] = [
  ['a null value (a tombstone)', keyed('', { value: null }), 'bad-shape', /no value: a tombstone/],
  ['neither key nor value', recordOf('', { key: null, value: null, ...stamped }), 'bad-shape', /tombstone/],
  ['no value', keyed('', { value: undefined }), 'bad-shape', /no value: a tombstone/],
  ['an empty value', keyed(''), 'not-json'],
  ['a value that is not base64', keyed('', { value: '{"text":"hi"}' }), 'bad-shape', /value is not base64/],
  ['base64 without its padding', keyed('', { value: 'e30' }), 'bad-shape', /value is not base64/],
  ['base64 for URLs', keyed('', { value: '_-8=' }), 'bad-shape', /value is not base64/],
  ['base64 with a line end', keyed('', { value: 'e30=\n' }), 'bad-shape', /value is not base64/],
  ['a value that is an object', keyed('', { value: { text: 'hi' } }), 'bad-shape', /value is not base64/],
  ['gzip', keyed(gzipSync('{}')), 'not-utf8', /compressed by gzip; send it as it is/],
  ['a gzip bomb', keyed(gzipSync(Buffer.alloc(10_000_000))), 'not-utf8', /compressed by gzip/],
  ['two megabytes of gzip', keyed(packed), 'too-large', /bytes; at most 16384/],
  ['zstd', keyed(zstdCompressSync('{}')), 'not-utf8', /compressed by zstd/],
  ['deflate, which says nothing of itself', keyed(deflateSync('{}')), 'not-utf8'],
  ['a compression that nobody knows', keyed(Uint8Array.of(0xf1, 0x9c, 0x05, 0x00)), 'not-utf8'],
  ['an lz4 frame', keyed(Uint8Array.of(4, 0x22, 0x4d, 0x18, 0x40)), 'not-json', /compressed by lz4/],
  ['a snappy frame', keyed(Buffer.from('\xff\x06\0\0sNaPpY', 'latin1')), 'not-utf8', /by snappy/],
  ['snappy-java’s frame', keyed(Buffer.from('\x82SNAPPY\0', 'latin1')), 'not-utf8', /by snappy/],
  ['a schema registry’s JSON', keyed('\0\0\0\0\x2a{"text":"hi"}'), 'not-json', /schema registry/],
]

const headers: RecordCase[] = [
  ['a binary event', binary(said), 'counted'],
  ['a binary event whose headers are capitalised', binary(said, { CE_Traceparent: '00-ab' }), 'counted'],
  ['a binary event after a byte-order mark', binary('\ufeff{"text":"good talk"}'), 'counted'],
  ['a binary event with a null value', { ...binary(said), value: null }, 'bad-shape', /data: is missing/],
  ['a binary event that is no JSON', binary('hello'), 'not-json'],
  ['a binary event that is not UTF-8', binary(latin1), 'not-utf8'],
  ['a binary event that is gzip', binary(gzipSync('{}')), 'not-utf8', /compressed by gzip/],
  [
    'a binary event of plain text',
    binary('"hi"', { 'content-type': 'text/plain' }),
    'bad-shape',
    /datacontenttype/,
  ],
  ['a binary event of another type', binary(said, { ce_type: 'other' }), 'bad-shape', /type/],
  ['a binary event of version 0.3', binary(said, { ce_specversion: '0.3' }), 'bad-shape', /specversion/],
  ['a binary event with an empty id', binary(said, { ce_id: '' }), 'bad-shape', /id is empty/],
  ['a binary event with a local time', binary(said, { ce_time: '2026-11-22T09:00:00' }), 'bad-shape', /time/],
  [
    'one attribute, and neither version nor type',
    keyed(said, { headers: headersOf({ ce_id: 'c' }) }),
    'bad-shape',
    /type: is none of roomtone/,
  ],
  ['a header twice', withHeader({ ce_id: [99] }), 'bad-shape', /"ce_id" stands twice/],
  ['a header twice, once capitalised', withHeader({ CE_ID: [99] }), 'bad-shape', /"ce_id" stands twice/],
  [
    'a header that is not UTF-8',
    withHeader({ ce_tenant: [99, -23] }),
    'bad-shape',
    /"ce_tenant" is not UTF-8/,
  ],
  ['a header that is a text', withHeader({ ce_tenant: 'acme' }), 'bad-shape', /"ce_tenant" is not UTF-8/],
  ['a header with a number that is no byte', withHeader({ ce_tenant: [256] }), 'bad-shape', /"ce_tenant"/],
  [
    'an attribute that is the payload',
    withHeader({ ce_data: [123, 125] }),
    'bad-shape',
    /names no attribute/,
  ],
  [
    '__proto__ as an attribute',
    withHeader(JSON.parse('{"ce___proto__":[1]}')),
    'bad-shape',
    /names no attribute/,
  ],
  ['a header without a value', withHeader({ ce_tenant: null }), 'counted'],
  ['another header that is not UTF-8', withHeader({ tenant: [99, -23] }), 'counted'],
  ['a header that is null', withHeader(null), 'counted'],
  ['no headers', keyed(said, { headers: undefined }), 'counted'],
  ['headers that are a text', keyed(said, { headers: 'ce_id' }), 'counted'],
  ['an event in Avro', typed('application/cloudevents+avro', latin1), 'bad-shape', /\+avro" is not read/],
  ['a batch of events', typed('application/cloudevents-batch+json', [event]), 'bad-shape', /is not read/],
  [
    'a declared event that is none',
    typed('application/cloudevents+json', said),
    'bad-shape',
    /specversion: is missing/,
  ],
  ['a declared event that is no JSON', typed('application/cloudevents+json', '{'), 'not-json'],
  ['a declared event', typed('Application/CloudEvents+JSON; charset=utf-8', event), 'counted'],
]

const places: RecordCase[] = [
  ['a topic too long to make an id of', keyed(said, { topic: 't'.repeat(130) }), 'bad-shape', /id is longer/],
  ['a timestamp of -1', keyed(said, { timestamp: -1 }), 'bad-shape', /postedAt: is missing/],
  ['a timestamp before the horizon', keyed(said, { timestamp: 1_000_000_000_000 }), 'too-old'],
  ['a timestamp in the future', keyed(said, { timestamp: NOW_MS + 3_600_000 }), 'too-new'],
]

export const kafkaRecords: RecordCase[] = [keys, values, headers, places].flat()
