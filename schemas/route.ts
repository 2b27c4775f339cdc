import type { z } from 'zod'
import type { ShapeName } from './shapes.ts'
import type { Scope } from './token.ts'

export type Answer = { says: string; shape?: ShapeName }

export type Route = {
  method: 'get' | 'post' | 'put' | 'delete'
  path: string
  summary: string
  /** What is deployed by itself: ingest needs the queue, questions needs a model, query neither. */
  part: 'ingest' | 'query' | 'questions'
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
