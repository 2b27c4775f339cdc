import { writeMessage } from '../../events/message.ts'
import { contentDigest } from '../pipeline/keys.ts'
import type { Clock, Queue } from '../pipeline/ports.ts'
import { demoMessages } from './demo-messages.ts'

export const DEMO_ROOM = 'demo'

/** So many are said to have been posted before the stack started, so that the trend has a shape from the start. */
const EARLIER = 60
const EARLIER_SPAN_MS = 30 * 60_000
/** Between the others. */
const PAUSE_MS = 1_000

/**
 * An integration that is not up to date: no text, and a time that is none. Its bytes never change, so a restart finds
 * the same dead letter.
 */
const MALFORMED = JSON.stringify({
  room: DEMO_ROOM,
  id: 'demo-from-the-old-app',
  question: 'Will the slides be shared afterwards?',
  postedAt: 'a minute ago',
})

/**
 * Post the demo's messages: 60 at once, the others one about every second, and one that is malformed. The ids stay the
 * same, so that a restart on the same data counts nothing twice. Ends early when `signal` aborts; throws what the
 * queue throws.
 */
export const demoFeed = async (
  queue: Queue,
  clock: Clock,
  signal: AbortSignal,
  draw: () => number,
): Promise<void> => {
  const startMs = clock.now()
  const stepMs = EARLIER_SPAN_MS / EARLIER
  const earlier = demoMessages.slice(0, EARLIER).map((text, at) =>
    // Each somewhere in its own half minute: in order, but not like clockwork.
    demoBody(text, Math.floor(startMs - 1_000 - (EARLIER - at - draw()) * stepMs)),
  )
  await queue.send([...earlier, MALFORMED])
  for (const [at, text] of demoMessages.entries()) {
    if (at < EARLIER) continue
    await pause(clock, PAUSE_MS * (0.5 + draw()), signal)
    if (signal.aborted) return
    await queue.send([demoBody(text, clock.now())])
  }
}

/** Its id is of the text (demo-72e54508), so that a new text among them gives no other one a new id. */
const demoBody = (text: string, postedAt: number): string =>
  writeMessage({
    room: DEMO_ROOM,
    source: 'demo',
    id: `demo-${contentDigest({ text }).slice(0, 8)}`,
    revision: 0,
    text,
    postedAt,
  })

/** A stack that stops does not wait for the next message. */
const pause = async (clock: Clock, ms: number, signal: AbortSignal): Promise<void> => {
  if (signal.aborted) return
  const stopped = Promise.withResolvers<void>()
  const stop = () => stopped.resolve()
  signal.addEventListener('abort', stop, { once: true })
  await Promise.race([clock.sleep(ms), stopped.promise])
  signal.removeEventListener('abort', stop)
}
