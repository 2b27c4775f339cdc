import type { Origin } from '../schemas/dead-letter.ts'
import type { ReadMessage } from './message.ts'

/** One message as a source hands it over. `receives` counts this delivery: 1 is the first. */
export type Delivery = {
  /** What is kept of it if it becomes a dead letter, and posted again by a replay: it alone tells the whole message. */
  body: Uint8Array
  receives: number
  origin: Origin
  /** What the source has read in it, where there is more to judge than the body. Otherwise the body is still to be read. */
  read?: ReadMessage | undefined
}

/** A delivery that will not be tried again; `detail` where its source says why. */
export type GivenUp = Delivery & { detail?: string }
