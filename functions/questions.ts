import { handle } from 'hono/aws-lambda'
import { createQuestions } from './api/app.ts'
import { readConfig } from './config.ts'
import { wireQuestions } from './wire.ts'

/** Answer with what a room asks, those that ask the same in one group. */
export const handler = handle(createQuestions(await wireQuestions(readConfig(process.env))))
