/** What a message may be. Lengths are in characters (Unicode code points, as JSON Schema counts them) after NFC. */
export const limits = {
  textCharacters: 2_000,
  /** Ids, sources, rooms and authors alike. */
  idCharacters: 128,
  bodyBytes: 16 * 1024,
  /** Arrays and objects inside one another in a body. Ours need 2. */
  jsonDepth: 16,
  /** Messages in one POST. */
  messagesPerPost: 100,
} as const

const DAY_MS = 86_400_000

/** H: how old a message may be when it arrives. Past it, its counts are final. */
export const HORIZON_MS = 35 * DAY_MS
/** How far a sender's clock may run ahead of ours. */
export const MAX_AHEAD_MS = 10 * 60_000
/** How much longer than the horizon a message, or the trace of an erased one, is remembered. */
export const MEMORY_MARGIN_MS = 2 * DAY_MS
