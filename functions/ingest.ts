import { handle } from 'hono/aws-lambda'
import { createIngest } from './api/app.ts'
import { readConfig } from './config.ts'
import { wireIngest } from './wire.ts'

/** Take messages by HTTP and put them on the queue. */
export const handler = handle(createIngest(await wireIngest(readConfig(process.env))))
