/*
 * Runs a bundled function as Lambda does, in a process of its own with nothing but its own environment:
 * node function-process.ts BUNDLE, then an event a message, and a result back for each.
 */
import process from 'node:process'
import { pathToFileURL } from 'node:url'

const { handler } = await import(pathToFileURL(process.argv[2]!).href)

process.on('message', async event => {
  const deadlineMs = Date.now() + 10_000
  const context = { getRemainingTimeInMillis: () => deadlineMs - Date.now(), functionName: 'tested' }
  try {
    process.send!({ result: await handler(event, context) })
  } catch (error) {
    process.send!({ error: String(error) })
  }
})
process.send!({ ready: typeof handler === 'function' })
