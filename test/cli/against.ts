import { afterEach } from 'vitest'
import { roomtone } from './run.ts'
import { type Answered, type Asked, stubApi } from './stub-api.ts'

const opened: { close(): void }[] = []
afterEach(() => {
  for (const stub of opened.splice(0)) stub.close()
})

/** Runs commands against a stub that answers as given. */
export const against = async (answer: (asked: Asked) => Answered) => {
  const stub = await stubApi(answer)
  opened.push(stub)
  return {
    asked: stub.asked,
    url: stub.url,
    run: (args: string[], env: Record<string, string> = {}) =>
      roomtone(args, { env: { ROOMTONE_URL: stub.url, ...env } }),
  }
}
