import { MAX_TRANSACTION_ACTIONS } from './write.ts'

/**
 * Split messages into chunks that one transaction can hold: of one room, at most 100 actions (a put for each
 * message, an add for each distinct minute and for the total), no key twice. Order within a room is kept. `minuteIn`
 * says whose counters a message moves, undefined: of none.
 */
export const chunksOf = <M extends { room: string }>(
  messages: readonly M[],
  minuteIn: (message: M) => number | undefined,
): M[][] =>
  [...Map.groupBy(messages, message => message.room).values()].flatMap(ofRoom => fill(ofRoom, minuteIn))

const fill = <M>(messages: readonly M[], minuteIn: (message: M) => number | undefined): M[][] => {
  const chunks: M[][] = []
  let chunk: M[] = []
  let minutes = new Set<number | undefined>()
  for (const message of messages) {
    const minute = minuteIn(message)
    const actions = chunk.length + 1 + new Set([...minutes, minute]).size + 1
    if (actions > MAX_TRANSACTION_ACTIONS) {
      chunks.push(chunk)
      chunk = []
      minutes = new Set()
    }
    chunk.push(message)
    minutes.add(minute)
  }
  return chunk.length > 0 ? [...chunks, chunk] : chunks
}
