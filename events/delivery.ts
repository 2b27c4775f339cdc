import type { Origin } from '../schemas/dead-letter.ts'

/** One message as a source hands it over, not read yet. `receives` counts this delivery: 1 is the first. */
export type Delivery = { body: Uint8Array; receives: number; origin: Origin }
