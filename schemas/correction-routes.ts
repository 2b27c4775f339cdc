import type { Route } from './route.ts'

/** What an app corrects by the identity that it gave, and what a person asks to have erased. */
export const correctionRoutes = {
  readMessage: {
    method: 'get',
    path: '/v1/rooms/{room}/sources/{source}/messages/{id}',
    summary: 'One message, by its identity',
    part: 'query',
    scope: 'moderate',
    covers: 'path',
    answers: {
      200: { says: 'The message', shape: 'MessageView' },
      404: { says: 'It was erased, or has not been counted (yet)' },
    },
  },
  editMessage: {
    method: 'put',
    path: '/v1/rooms/{room}/sources/{source}/messages/{id}',
    summary: 'Edit a message: what it says from now on, whole; its counts move',
    part: 'ingest',
    scope: 'post',
    covers: 'path',
    bodies: { 'application/json': 'MessageEdit' },
    answers: {
      202: { says: 'The queue has taken responsibility for it', shape: 'Accepted' },
      503: { says: 'The queue did not take it, or it is not known: put the same again' },
    },
  },
  eraseIdentity: {
    method: 'delete',
    path: '/v1/rooms/{room}/sources/{source}/messages/{id}',
    summary: 'Erase a message by its identity and take back what it was counted as',
    part: 'query',
    scope: 'moderate',
    covers: 'path',
    answers: {
      204: { says: 'Erased. If it had not arrived yet, it will count zero when it does' },
      503: { says: 'The store did not take it in time: erase it again' },
    },
  },
  eraseAuthor: {
    method: 'post',
    path: '/v1/rooms/{room}/erase-author',
    summary:
      'Erase the messages of an author, a step at a time: ask again with the cursor until there is none',
    part: 'query',
    scope: 'moderate',
    covers: 'path',
    bodies: { 'application/json': 'EraseAuthorRequest' },
    answers: {
      200: { says: 'What this step did', shape: 'EraseAuthorReport' },
      503: { says: 'The store did not take all of it in time: ask the same again' },
    },
  },
  eraseAuthorLetters: {
    method: 'post',
    path: '/v1/dead-letters/erase-author',
    summary: 'Purge the dead letters that hold messages of an author, a step at a time',
    part: 'query',
    scope: 'moderate',
    covers: 'found',
    bodies: { 'application/json': 'EraseAuthorLettersRequest' },
    answers: {
      200: { says: 'What this step did', shape: 'EraseAuthorLettersReport' },
      503: { says: 'The store did not take all of it in time: ask the same again' },
    },
  },
} as const satisfies Record<string, Route>
