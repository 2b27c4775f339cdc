import type { DeadLetter, LetterHead, LetterState, Rejection, SeenLetter } from '../../schemas/dead-letter.ts'
import type { Labelled } from '../../schemas/labelled.ts'
import type { Tally } from '../../schemas/mood.ts'

/*
 * The pipeline decides; the ports do. Whatever a port throws means "not known whether it happened": the message
 * has failed and comes back. Everything a port can foresee is a value.
 */

/** Minutes since the epoch, or the room's whole life. */
export type Window = number | 'total'

/** A counted message as it is stored. Times are epoch milliseconds unless named otherwise. */
export type LiveMessage = Labelled & {
  is: 'live'
  key: string
  room: string
  source: string
  id: string
  revision: number
  /** Of the posted content alone: tells a repeat from another text under the same identity. */
  digest: string
  /** Absent where the stack is told to keep labels only. */
  text?: string | undefined
  author?: string | undefined
  postedAt: number
  /** The minute and shard that it was counted in. */
  minute: number
  shard: number
  /** Which model counted it. */
  model: string
  /** Of a question: what it means, as packVector makes it (questions/vector.ts), so that those that ask the same are found. */
  vector?: Uint8Array | undefined
  /** Rises with every change; the condition of the next one. */
  version: number
  /** Epoch seconds, as DynamoDB's time to live wants it. */
  expiresAt: number
}

/** What is left of an erased message: enough to know it if it comes again, and nothing of what it said. */
export type Tombstone = {
  is: 'erased'
  key: string
  room: string
  version: number
  erasedAt: number
  expiresAt: number
}

export type StoredMessage = LiveMessage | Tombstone

/** Put `message` if what stands under its key has the version `over` (0: nothing stands there). */
export type MessagePut = { message: StoredMessage; over: number }

/** Add `add` to one counter. With `rev`, only if the counter's rev is still that (0: no such counter yet). */
export type CounterAdd = { window: Window; shard: number; add: Tally; rev?: number | undefined }

/** All of it or nothing. At most 100 actions; no key and no counter twice. */
export type Write = { room: string; puts: MessagePut[]; adds: CounterAdd[]; atMs: number }

export type WriteResult =
  | { is: 'written' }
  /** A condition did not hold: what stands under the keys whose condition failed (undefined: nothing does). */
  | { is: 'refused'; standing: Map<string, StoredMessage | undefined> }
  /** A conflict with another write, or throttling: the same may succeed in a moment. */
  | { is: 'contended' }
  /** This write can never succeed as it stands. */
  | { is: 'invalid'; why: string }

/** One shard of one window. `rev` rises with every write to it; `at` is when it was last written. */
export type Counter = { window: Window; shard: number; tally: Tally; rev: number; at: number }

export type MessagePage = { messages: LiveMessage[]; cursor?: string | undefined }

/** Half-open: from fromMs up to, not including, toMs. Epoch milliseconds of postedAt. */
export type Span = { fromMs: number; toMs: number }

/** What a list is to hold, and nothing else: questions, for those who group them. */
export type Only = { kind: 'question' }

export type Store = {
  /** Throws when it is not known whether it was written: a lost response, an outage. */
  write(write: Write): Promise<WriteResult>
  /** What stands under these keys, consistently. Keys under which nothing stands are absent from the map. */
  read(keys: readonly string[]): Promise<Map<string, StoredMessage>>
  /**
   * Live messages of a room, newest first, `limit` at the most. It may lag behind `read` by a moment (an index): then some
   * are missing, or stand where they were; but each is as it is now, and none is there that is gone. The cursor continues
   * where the page ended; none: there is no more. Of one kind alone, a page may hold fewer than `limit`, or none, and
   * still have a cursor: one call looks through so many others at the most.
   */
  list(room: string, span: Span, limit: number, cursor?: string, only?: Only): Promise<MessagePage>
  /**
   * What the live messages of a span add up to, by the minute that each is counted in; a message counts whether or not
   * its minute has counters. It may lag behind `read` as `list` does. `consistent`: a list names the messages, and each
   * is taken as it stands. The span has an end: every hour of it may be looked into.
   */
  fold(room: string, span: Span, how?: { consistent: boolean }): Promise<Map<number, Tally>>
  /** Every shard's counters of the room's total (no span) or of the minutes that start within the span; consistent. */
  counters(room: string, span?: Span): Promise<Counter[]>
  /** What all minutes that the room ever had add up to, however many they are; each consistent, all of them no snapshot. */
  sumOfMinutes(room: string): Promise<Tally>
  /** Every room that ever had a message, sorted. */
  rooms(): Promise<string[]>
  /** Over how many shards a write may be spread now. Readers always read as many as were ever announced. */
  shards(): Promise<number>
  /** Announce more shards; a lower number changes nothing. Writers follow once every reader knows. */
  growShards(count: number): Promise<void>
}

/** Which letters. `from` and `to` are of rejectedAt, epoch milliseconds, half-open; `prefix` is the beginning of the key. */
export type LetterFilter = {
  reason?: Rejection | undefined
  room?: string | undefined
  state?: LetterState | undefined
  from?: number | undefined
  to?: number | undefined
  prefix?: string | undefined
}

export type LetterQuery = LetterFilter & { limit: number; cursor?: string | undefined }

export type LetterPage = { letters: DeadLetter[]; cursor?: string | undefined }
export type HeadPage = { heads: LetterHead[]; cursor?: string | undefined }

/** An edit: the bytes in base64, the room that they name, and when (epoch milliseconds). */
export type LetterEdit = { edited: string; room: string; atMs: number }

export type Letters = {
  /**
   * Keep a letter. Of one with this key that is open or parked already only `rejections` rises; one that had been
   * replayed opens again with the new reason, its replays and its edit kept.
   */
  put(letter: DeadLetter): Promise<void>
  get(key: string): Promise<DeadLetter | undefined>
  /** Newest first. A page may hold fewer than `limit` and still have a cursor. */
  list(query: LetterQuery): Promise<LetterPage>
  /** The same letters in the same pages, without their bytes: for looking at many. */
  heads(query: LetterQuery): Promise<HeadPage>
  /** Mark as replayed: one more replay, at atMs. Only those that are as they were seen; their keys. */
  replayed(seen: readonly SeenLetter[], atMs: number): Promise<string[]>
  /**
   * Keep an edit beside the bytes as they came, in place of an earlier one, and open the letter. Only one that is as
   * it was seen: otherwise nothing changes and the answer is false.
   */
  edit(seen: SeenLetter, edit: LetterEdit): Promise<boolean>
  /** Park open letters (`from` open), or open parked ones again. Those in another state stay; the keys of the others. */
  park(keys: readonly string[], from: 'open' | 'parked'): Promise<string[]>
  /** Forget for good. Only those that are as they were seen; their keys. */
  purge(seen: readonly SeenLetter[]): Promise<string[]>
  /** Keep letters exactly as they are, where nothing stands under their key; the keys of these. */
  restore(letters: readonly DeadLetter[]): Promise<string[]>
}

export type Classification =
  | ({ is: 'labelled'; probabilities: Record<Labelled['label'], number> } & Labelled)
  | { is: 'unclassifiable'; reason: 'no-tokens' | 'bad-logits'; detail: string }

/** Texts in, as many classifications out, in the same order. Throws only if the model itself is broken. */
export type Classifier = {
  /** Name and version, as stored with every message it counted. */
  model: string
  classify(texts: readonly string[]): Promise<Classification[]>
}

/** What texts mean, for finding those that say the same. */
export type Encoder = {
  /** Name and version, as every vector tells it: 'similarity@1a2b3c4'. */
  model: string
  /** From this cosine on, two questions of a room are one (the model's groupThreshold). */
  cosine: number
  /**
   * Texts in, as many packed vectors out, in the same order; undefined: nothing is left of the text to be encoded.
   * Throws only if the model itself is broken.
   */
  encode(texts: readonly string[]): Promise<(Uint8Array | undefined)[]>
}

/** Epoch milliseconds, and waiting; so that tests own the time. */
export type Clock = { now(): number; sleep(ms: number): Promise<void> }

/** A secret that is kept elsewhere, and replaced there. Both throw where it cannot be read. */
export type SecretSource = {
  /** `madeAt`: since when it is the current one, epoch milliseconds. */
  current(): Promise<{ secret: string; madeAt: number }>
  /** The one before it; undefined where there is none. */
  previous(): Promise<string | undefined>
}

/** Where messages wait to be counted. */
export type Queue = {
  name: string
  /** Resolves when the queue has taken responsibility for all of them. */
  send(bodies: readonly string[]): Promise<void>
  /** Whether it takes this text at all. Without it, it takes any. */
  carries?(body: string): boolean
}

/** What the pipeline needs. `draw` gives a number from 0 up to, not including, 1. */
export type Ports = {
  store: Store
  letters: Letters
  classifier: Classifier
  /** Without one, questions have no vectors and are grouped by their texts alone. */
  encoder?: Encoder | undefined
  /** Told how many questions are counted without a vector, and why; no cause: nothing in their texts could be encoded. */
  vectorless?: ((questions: number, cause: unknown) => void) | undefined
  clock: Clock
  draw: () => number
  /** Leave the texts out of the store: labels only. */
  withoutTexts?: boolean | undefined
}
