import type { GivenUp } from '../../events/delivery.ts'
import { identityOf, readMessage } from '../../events/message.ts'
import { letterOf } from './letter.ts'
import { failed, type Outcome } from './outcome.ts'
import type { Clock, Letters } from './ports.ts'

/**
 * Keep what a source gave up on as dead letters. Why it failed is known at the most from what the source says, so the
 * reason is `gave-up`, whatever the body looks like. Never throws; a letter that cannot be kept has failed and comes
 * again.
 */
export const giveUp = (
  { letters, clock }: { letters: Letters; clock: Clock },
  deliveries: readonly GivenUp[],
): Promise<Outcome[]> =>
  Promise.all(
    deliveries.map(async delivery => {
      const why = { reason: 'gave-up' as const, detail: detailOf(delivery), room: roomOf(delivery) }
      return letters
        .put(letterOf(delivery, why, clock.now()))
        .then((): Outcome => ({ is: 'rejected', ...why }), failed)
    }),
  )

const detailOf = ({ receives, origin, detail }: GivenUp) =>
  detail ?? `queue ${JSON.stringify(origin.name)} gave up on it after ${receives} receives`

const roomOf = ({ body }: GivenUp) => {
  const read = readMessage(body)
  return read.is === 'rejected' ? read.room : identityOf(read).room
}
