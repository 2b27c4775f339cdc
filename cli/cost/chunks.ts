/** Rooms in a batch, each a chunk: of `rooms` that are equally busy, those that are met. 3 messages of 3 rooms -> 2.11 */
export const chunksIn = (fill: number, rooms: number): number => rooms * (1 - (1 - 1 / rooms) ** fill)
