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
import {
  EraseAuthorLettersReport,
  EraseAuthorLettersRequest,
  EraseAuthorReport,
  EraseAuthorRequest,
} from './erase-author.ts'
import { MessageEdit, PostedErasure, PostedMessage } from './message.ts'
import { MessageEvent } from './message-event.ts'
import { Accepted, MessageList, MessageView } from './message-view.ts'
import { Mood } from './mood.ts'
import { Problem } from './problem.ts'
import { QuestionList, QuestionMembers, SimilarQuestions } from './questions.ts'
import { RelabelReport, RelabelRequest } from './relabel.ts'
import {
  AuditRequest,
  EditRequest,
  EventBatch,
  ImportRequest,
  ParkRequest,
  Posting,
  PurgeRequest,
  ReplayRequest,
} from './requests.ts'

/** The shapes that routes name, as they stand in the OpenAPI document. */
export const shapes = {
  Accepted,
  AuditReport,
  AuditRequest,
  DeadLetter,
  DeadLetterList,
  EditRequest,
  EraseAuthorLettersReport,
  EraseAuthorLettersRequest,
  EraseAuthorReport,
  EraseAuthorRequest,
  EventBatch,
  Health,
  ImportRequest,
  LetterHeadList,
  LetterKeyList,
  MessageEdit,
  MessageEvent,
  MessageList,
  MessageView,
  Mood,
  ParkRequest,
  PostedErasure,
  PostedMessage,
  Posting,
  Problem,
  PurgeRequest,
  QuestionList,
  QuestionMembers,
  RelabelReport,
  RelabelRequest,
  ReplayReport,
  ReplayRequest,
  RoomList,
  SimilarQuestions,
}
export type ShapeName = keyof typeof shapes
