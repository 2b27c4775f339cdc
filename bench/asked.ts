import { fork } from 'node:child_process'
import { once } from 'node:events'

/** A process that answers one request after the other. */
export type Asked<Request, Reply> = { ask(request: Request): Promise<Reply>; stop(): void }

/** Starts `module` with `args`, and waits for the "ready" that it sends; `name` is for the error if it ends instead. */
export const startAsked = async <Request extends object, Reply>(
  name: string,
  module: URL,
  args: readonly string[],
): Promise<Asked<Request, Reply>> => {
  const child = fork(module, args)
  const ended = once(child, 'exit').then(() => {
    throw new Error(`${name} ended before it answered: see its error above`)
  })
  ended.catch(() => {})
  const reply = async () => (await Promise.race([once(child, 'message'), ended]))[0]
  await reply()
  const ask = (request: Request): Promise<Reply> => {
    child.send(request)
    return reply()
  }
  return { ask, stop: () => child.kill() }
}
