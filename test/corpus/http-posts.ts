/* What only HTTP can bring: media types, encodings, lists, and rooms that a path cannot name. */
import { event } from './case.ts'

export type PostCase = {
  name: string
  body: unknown
  status: number
  detail: RegExp
  /** 'application/json', if nothing else is said. */
  type?: string
  headers?: Record<string, string>
  /** As it stands in the path; 'hall', if nothing else is said. */
  room?: string
}

const EVENT = 'application/cloudevents+json'
const BATCH = 'application/cloudevents-batch+json'
const text = { text: 'a' }

const types: PostCase[] = [
  {
    name: 'a form',
    type: 'application/x-www-form-urlencoded',
    body: 'text=a',
    status: 415,
    detail: /Content-Type/,
  },
  {
    name: 'a form of parts',
    type: 'multipart/form-data; boundary=x',
    body: '--x--',
    status: 415,
    detail: /multipart/,
  },
  { name: 'plain text', type: 'text/plain', body: text, status: 415, detail: /send application\/json/ },
  { name: 'no media type', type: '', body: text, status: 415, detail: /missing/ },
  {
    name: 'a media type that only begins well',
    type: 'application/jsonp',
    body: text,
    status: 415,
    detail: /jsonp/,
  },
  { name: 'XML of an event', type: 'application/cloudevents+xml', body: '<e/>', status: 415, detail: /xml/ },
  {
    name: 'Latin-1',
    type: 'application/json; charset=iso-8859-1',
    body: text,
    status: 415,
    detail: /send UTF-8/,
  },
  {
    name: 'UTF-16',
    type: 'application/json;charset="utf-16"',
    body: text,
    status: 415,
    detail: /send UTF-8/,
  },
  { name: 'gzip', headers: { 'content-encoding': 'gzip' }, body: text, status: 415, detail: /send it plain/ },
  {
    name: 'an encoding of nothing',
    headers: { 'content-encoding': 'identity' },
    body: text,
    status: 415,
    detail: /plain/,
  },
]

const lists: PostCase[] = [
  { name: 'an empty list', body: [], status: 422, detail: /holds 0 messages/ },
  { name: '101 messages', body: Array(101).fill(text), status: 422, detail: /holds 101 messages/ },
  { name: 'a list in a list', body: [[text]], status: 422, detail: /^\/0: / },
  { name: 'null in a list', body: [text, null], status: 422, detail: /^\/1: / },
  {
    name: 'one message without a text among others',
    body: [text, {}, text],
    status: 422,
    detail: /^\/1\/text: is missing/,
  },
  {
    name: 'several faults',
    body: [{ text: '' }, text, { text: 'a', id: '' }],
    status: 422,
    detail: /^\/0\/text: .*1 more/,
  },
  {
    name: 'a list of more than its messages may have',
    body: [text, { text: 'a', pad: 'x'.repeat(33_000) }],
    status: 413,
    detail: /for 2 message/,
  },
  { name: 'a text of 100,000 emoji', body: { text: '😀'.repeat(100_000) }, status: 413, detail: /bytes/ },
  { name: 'two megabytes', body: 'x'.repeat(2_000_000), status: 413, detail: /100 messages/ },
]

const rooms: PostCase[] = [
  {
    name: 'a room of 129 characters',
    room: 'x'.repeat(129),
    body: text,
    status: 422,
    detail: /^path\/room: /,
  },
  { name: 'a room with a NUL', room: '%00', body: text, status: 422, detail: /^path\/room: / },
  { name: 'a blank room', room: '%20', body: text, status: 422, detail: /^path\/room: / },
  { name: 'a bare percent sign', room: '%', body: text, status: 400, detail: /percent escape/ },
  { name: 'an escape cut short', room: '%E0%A4%A', body: text, status: 400, detail: /percent escape/ },
  { name: 'an escape that is not UTF-8', room: '%ff', body: text, status: 400, detail: /percent escape/ },
  {
    name: 'an escaped half of a surrogate pair',
    room: '%ED%A0%80',
    body: text,
    status: 400,
    detail: /percent escape/,
  },
  {
    name: 'another room in the message',
    body: { ...text, room: 'lobby' },
    status: 422,
    detail: /^\/room: is "lobby", the path says "hall"/,
  },
  {
    name: 'another room in an erasure',
    body: { room: 'lobby', id: 'a', erased: true },
    status: 422,
    detail: /^\/room: is "lobby"/,
  },
]

const events: PostCase[] = [
  {
    name: 'an event of another room',
    type: EVENT,
    body: { ...event, subject: 'lobby' },
    status: 422,
    detail: /^\/subject: is "lobby", the path says "hall"/,
  },
  {
    name: 'events in a list that is said to be one',
    type: EVENT,
    body: [event],
    status: 422,
    detail: /is a list/,
  },
  { name: 'an event alone, said to be a list', type: BATCH, body: event, status: 422, detail: /is no list/ },
  {
    name: 'an event that is bad, in a batch',
    type: BATCH,
    body: [event, { ...event, id: '' }],
    status: 422,
    detail: /^\/1\/id: id is empty/,
  },
  {
    name: 'a message in a batch of events',
    type: BATCH,
    body: [event, text],
    status: 422,
    detail: /^\/1\/type: is none of/,
  },
  { name: 'an event, said to be a message', body: event, status: 422, detail: /^\/text: is missing/ },
]

export const httpPosts: PostCase[] = [types, lists, rooms, events].flat()
