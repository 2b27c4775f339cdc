import type { Tally } from '../../schemas/mood.ts'
import { MINUTE_MS, nothing, plus } from './mood.ts'
import type { Span, Store } from './ports.ts'

/** Some minutes of a room, and what is counted of each of them. */
export type Slice = { span: Span; counted: Map<number, Tally> }

/** Counters are read by the day: a quiet day costs a DynamoDB store 8 requests for them, and a quiet hour would cost as many. */
export const DAY_MS = 1440 * MINUTE_MS

/** What an audit looks at between two looks at the clock: messages by their counters, and minutes that have any. */
const SLICE_MESSAGES = 10_000
const SLICE_MINUTES = 100

/** A span in slices, newest first; whole days, but for where it ends. The counters of one day are held at a time. */
export async function* slicesBack(
  store: Pick<Store, 'counters'>,
  room: string,
  { fromMs, toMs }: Span,
): AsyncGenerator<Slice, undefined> {
  for (let endMs = toMs; endMs > fromMs; ) {
    const day = { fromMs: Math.floor((endMs - 1) / DAY_MS) * DAY_MS, toMs: endMs }
    const counted = new Map<number, Tally>()
    for (const { window, tally } of await store.counters(room, day))
      counted.set(Number(window), plus(counted.get(Number(window)) ?? nothing, tally))
    yield* slicesOf(day, counted)
    endMs = day.fromMs
  }
}

/** Newest first; each holds as many whole minutes as fit, and one at the least. */
function* slicesOf({ fromMs, toMs }: Span, counted: ReadonlyMap<number, Tally>): Generator<Slice> {
  let slice = { toMs, counted: new Map<number, Tally>() }
  let messages = 0
  for (const [minute, tally] of [...counted].sort(([a], [b]) => b - a)) {
    if (slice.counted.size === SLICE_MINUTES || (messages > 0 && messages + tally.n > SLICE_MESSAGES)) {
      const cutMs = (minute + 1) * MINUTE_MS
      yield { span: { fromMs: cutMs, toMs: slice.toMs }, counted: slice.counted }
      slice = { toMs: cutMs, counted: new Map() }
      messages = 0
    }
    slice.counted.set(minute, tally)
    messages += tally.n
  }
  yield { span: { fromMs, toMs: slice.toMs }, counted: slice.counted }
}
