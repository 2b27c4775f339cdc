import { handle } from 'hono/aws-lambda'
import { createQuery } from './api/app.ts'
import { readConfig } from './config.ts'
import { wireQuery } from './wire.ts'

/** Answer with moods, messages and dead letters; erase, mend, replay and audit. */
export const handler = handle(createQuery(await wireQuery(readConfig(process.env))))
