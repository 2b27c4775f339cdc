import { MessageQuery, MoodQuery } from './requests.ts'
import type { Route } from './route.ts'

/** What people post, see and correct of a room. */
export const roomRoutes = {
  postMessages: {
    method: 'post',
    path: '/v1/rooms/{room}/messages',
    summary:
      'Post, edit or erase one message, or up to 100; all are taken or none is. Erasing needs moderate, too',
    part: 'ingest',
    scope: 'post',
    covers: 'path',
    bodies: {
      'application/json': 'Posting',
      'application/cloudevents+json': 'MessageEvent',
      'application/cloudevents-batch+json': 'EventBatch',
    },
    answers: {
      202: { says: 'The queue has taken responsibility for all of them', shape: 'Accepted' },
      503: { says: 'The queue did not take them: none is posted, or it is not known; post the same again' },
    },
  },
  readMood: {
    method: 'get',
    path: '/v1/rooms/{room}/mood',
    summary: 'What is counted of a room, over a span of time',
    part: 'query',
    scope: 'read',
    covers: 'path',
    query: MoodQuery,
    answers: {
      200: { says: 'The counts, with an ETag', shape: 'Mood' },
      304: { says: 'Nothing has changed since the answer with the ETag of If-None-Match' },
    },
  },
  listMessages: {
    method: 'get',
    path: '/v1/rooms/{room}/messages',
    summary: 'Messages of a room with their labels',
    part: 'query',
    scope: 'moderate',
    covers: 'path',
    query: MessageQuery,
    answers: { 200: { says: 'A page of messages', shape: 'MessageList' } },
  },
  eraseMessage: {
    method: 'delete',
    path: '/v1/rooms/{room}/messages/{key}',
    summary: 'Erase a message and take back what it was counted as',
    part: 'query',
    scope: 'moderate',
    covers: 'path',
    answers: {
      204: { says: 'Erased. If it had not arrived yet, it will count zero when it does' },
      404: { says: 'The message is of another room' },
      503: { says: 'The store did not take it in time: erase it again' },
    },
  },
  relabelMessages: {
    method: 'post',
    path: '/v1/rooms/{room}/labels',
    summary:
      'Write what another model says of up to 100 messages over what was said before; the counts follow',
    part: 'query',
    scope: 'moderate',
    covers: 'path',
    bodies: { 'application/json': 'RelabelRequest' },
    answers: {
      200: { says: 'What became of each label', shape: 'RelabelReport' },
      409: { says: 'Too many models have counted this room' },
      503: { says: 'It is not known what was written: post the same again' },
    },
  },
  auditRoom: {
    method: 'post',
    path: '/v1/rooms/{room}/audit',
    summary:
      'Compare what is counted with what is stored, and repair it if told to; a large room in several requests',
    part: 'query',
    scope: 'moderate',
    covers: 'path',
    bodies: { 'application/json': 'AuditRequest' },
    answers: { 200: { says: 'What was found', shape: 'AuditReport' } },
  },
  listRooms: {
    method: 'get',
    path: '/v1/rooms',
    summary: 'Every room',
    part: 'query',
    scope: 'read',
    covers: 'every',
    answers: { 200: { says: 'The rooms', shape: 'RoomList' } },
  },
} as const satisfies Record<string, Route>
