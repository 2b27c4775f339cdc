import type { Origin } from '../schemas/dead-letter.ts'

/** One message as a source hands it over, not read yet. `receives` counts this delivery: 1 is the first. */
export type Delivery = { body: Uint8Array; receives: number; origin: Origin }

/** A delivery that will not be tried again; `detail` where its source says why. */
export type GivenUp = Delivery & { detail?: string }
