/*
 * The HTTP API, route by route. The server (functions/api) takes its paths, scopes and parameters from here, and the
 * OpenAPI document is made of it, so that neither can say what the other does not.
 */
import type { z } from 'zod'
import {
  AuditReport,
  DeadLetterList,
  Health,
  LetterHeadList,
  LetterKeyList,
  ReplayReport,
  RoomList,
} from './answers.ts'
import { DeadLetter } from './dead-letter.ts'
import { MessageEvent, PostedMessage } from './message.ts'
import { Accepted, MessageList, MessageView } from './message-view.ts'
import { Mood } from './mood.ts'
import { Problem } from './problem.ts'
import {
  AuditRequest,
  EditRequest,
  EventBatch,
  HeadQuery,
  ImportRequest,
  LetterQuery,
  MessageQuery,
  MoodQuery,
  ParkRequest,
  Posting,
  PurgeRequest,
  ReplayRequest,
} from './requests.ts'
import type { Scope } from './token.ts'

/** The shapes that routes name. */
export const shapes = {
  Accepted,
  AuditReport,
  AuditRequest,
  DeadLetter,
  DeadLetterList,
  EditRequest,
  EventBatch,
  Health,
  ImportRequest,
  LetterHeadList,
  LetterKeyList,
  MessageEvent,
  MessageList,
  MessageView,
  Mood,
  ParkRequest,
  PostedMessage,
  Posting,
  Problem,
  PurgeRequest,
  ReplayReport,
  ReplayRequest,
  RoomList,
}
export type ShapeName = keyof typeof shapes

export type Answer = { says: string; shape?: ShapeName }

export type Route = {
  method: 'get' | 'post' | 'delete'
  path: string
  summary: string
  /** Ingest and query are deployed apart. */
  half: 'ingest' | 'query'
  /** What the caller's token must allow. None: open to everybody. */
  scope?: Scope
  /** For which room: that of the path, every one ('*'), or the one that the handler finds out and checks itself. */
  covers?: 'path' | 'every' | 'found'
  query?: z.ZodObject
  /** Media type -> shape. */
  bodies?: Record<string, ShapeName>
  /** Status -> what it says. Beside these, the route may answer with `problems`. */
  answers: Record<number, Answer>
}

export const routes = {
  postMessages: {
    method: 'post',
    path: '/v1/rooms/{room}/messages',
    summary: 'Post one message, or up to 100; all are taken or none is',
    half: 'ingest',
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
    half: 'query',
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
    half: 'query',
    scope: 'moderate',
    covers: 'path',
    query: MessageQuery,
    answers: { 200: { says: 'A page of messages', shape: 'MessageList' } },
  },
  eraseMessage: {
    method: 'delete',
    path: '/v1/rooms/{room}/messages/{key}',
    summary: 'Erase a message and take back what it was counted as',
    half: 'query',
    scope: 'moderate',
    covers: 'path',
    answers: {
      204: { says: 'Erased. If it had not arrived yet, it will count zero when it does' },
      404: { says: 'The message is of another room' },
      503: { says: 'The store did not take it in time: erase it again' },
    },
  },
  auditRoom: {
    method: 'post',
    path: '/v1/rooms/{room}/audit',
    summary: 'Compare what is counted with what is stored, and repair it if told to',
    half: 'query',
    scope: 'moderate',
    covers: 'path',
    bodies: { 'application/json': 'AuditRequest' },
    answers: { 200: { says: 'What was found', shape: 'AuditReport' } },
  },
  listRooms: {
    method: 'get',
    path: '/v1/rooms',
    summary: 'Every room',
    half: 'query',
    scope: 'read',
    covers: 'every',
    answers: { 200: { says: 'The rooms', shape: 'RoomList' } },
  },
  listLetters: {
    method: 'get',
    path: '/v1/dead-letters',
    summary: 'Messages that were rejected or given up, with their reasons',
    half: 'query',
    scope: 'moderate',
    covers: 'found',
    query: LetterQuery,
    answers: { 200: { says: 'A page of dead letters', shape: 'DeadLetterList' } },
  },
  listLetterHeads: {
    method: 'get',
    path: '/v1/dead-letter-heads',
    summary: 'The same without their bytes, up to 1,000 a page: for looking at many',
    half: 'query',
    scope: 'moderate',
    covers: 'found',
    query: HeadQuery,
    answers: { 200: { says: 'A page of heads', shape: 'LetterHeadList' } },
  },
  replayLetters: {
    method: 'post',
    path: '/v1/dead-letters/replay',
    summary: 'Post up to 100 dead letters again to where they came from, or say what would become of them',
    half: 'query',
    scope: 'moderate',
    covers: 'found',
    bodies: { 'application/json': 'ReplayRequest' },
    answers: {
      200: { says: 'What became of each', shape: 'ReplayReport' },
      503: { says: 'A queue could not be reached: replay them again' },
    },
  },
  parkLetters: {
    method: 'post',
    path: '/v1/dead-letters/park',
    summary: 'Set up to 100 open dead letters aside, or open parked ones again',
    half: 'query',
    scope: 'moderate',
    covers: 'found',
    bodies: { 'application/json': 'ParkRequest' },
    answers: { 200: { says: 'Those that were', shape: 'LetterKeyList' } },
  },
  purgeLetters: {
    method: 'post',
    path: '/v1/dead-letters/purge',
    summary: 'Forget up to 100 dead letters for good, where they are still as they were seen',
    half: 'query',
    scope: 'moderate',
    covers: 'found',
    bodies: { 'application/json': 'PurgeRequest' },
    answers: { 200: { says: 'Those that were', shape: 'LetterKeyList' } },
  },
  importLetters: {
    method: 'post',
    path: '/v1/dead-letters/import',
    summary: 'Keep up to 100 exported dead letters as they are; what is here already stays',
    half: 'query',
    scope: 'moderate',
    covers: 'every',
    bodies: { 'application/json': 'ImportRequest' },
    answers: { 200: { says: 'Those that were not here', shape: 'LetterKeyList' } },
  },
  editLetter: {
    method: 'post',
    path: '/v1/dead-letters/{key}/edit',
    summary: 'Keep other bytes beside those of a letter, for a replay to post; its identity stays',
    half: 'query',
    scope: 'moderate',
    covers: 'found',
    bodies: { 'application/json': 'EditRequest' },
    answers: {
      200: { says: 'The letter, edited', shape: 'DeadLetter' },
      404: { says: 'There is none' },
      409: { says: 'It was rejected again, or edited, since it was seen' },
    },
  },
  readLetter: {
    method: 'get',
    path: '/v1/dead-letters/{key}',
    summary: 'One dead letter',
    half: 'query',
    scope: 'moderate',
    covers: 'found',
    answers: { 200: { says: 'The letter', shape: 'DeadLetter' }, 404: { says: 'There is none' } },
  },
  replayLetter: {
    method: 'post',
    path: '/v1/dead-letters/{key}/replay',
    summary: 'Post a dead letter again to where it came from; harmless to repeat',
    half: 'query',
    scope: 'moderate',
    covers: 'found',
    answers: {
      202: { says: 'Its queue has it again', shape: 'DeadLetter' },
      404: { says: 'There is none' },
      409: { says: 'It cannot be posted as it is' },
      503: { says: 'Its queue could not be reached: replay it again' },
    },
  },
  health: {
    method: 'get',
    path: '/health',
    summary: 'Whether the server is up',
    half: 'query',
    answers: { 200: { says: 'It is', shape: 'Health' } },
  },
  openApi: {
    method: 'get',
    path: '/openapi.json',
    summary: 'This document',
    half: 'query',
    answers: { 200: { says: 'OpenAPI 3.1' } },
  },
} as const satisfies Record<string, Route>

export type RouteName = keyof typeof routes

const hasScope = (route: Route) => route.scope !== undefined
const hasBody = (route: Route) => route.bodies !== undefined

/** The problems that are the same wherever they occur, and which routes answer with them. */
export const problems: Record<number, { says: string; of: (route: Route) => boolean }> = {
  400: {
    says: 'It cannot be read: broken UTF-8, JSON (a key twice, too deep), percent escape or cursor',
    of: hasScope,
  },
  401: { says: 'No token, or one that is not valid (any more)', of: hasScope },
  403: { says: 'The token is for another room, or lacks the scope', of: hasScope },
  413: { says: 'More than 16 KiB a message', of: hasBody },
  415: { says: 'A media type that is not read here', of: hasBody },
  422: {
    says: 'It can be read, and is not what it should be: errors says where',
    of: ({ path, query }) => path.includes('{') || query !== undefined,
  },
  500: { says: 'A bug or an outage: instance names it in the log', of: () => true },
}
