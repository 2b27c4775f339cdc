/* Erasures that come over the queue, and a person who erases an author: what they are, do, and must end in. */
import { writeErasure } from '../../events/message.ts'
import { eraseAuthor } from '../../functions/pipeline/erase-author.ts'
import { eraseAuthorLetters } from '../../functions/pipeline/erase-author-letters.ts'
import { letterKey } from '../../functions/pipeline/keys.ts'
import type { Ports } from '../../functions/pipeline/ports.ts'
import { DEFAULT_SOURCE } from '../../schemas/message.ts'
import type { Observed, Violation } from './invariants.ts'
import { identityName, keyOf, START_MS, storedName } from './names.ts'
import type { Operation, Posting } from './plan.ts'
import type { World } from './stage.ts'

type Do<What> = Operation & { do: What }
type Erasure = Do<'post erasure'>
type AuthorErasure = Do<'erase author'>

/** Bare, or a CloudEvent. */
export const erasureBodyOf = ({ room, id, form }: Erasure): string =>
  form === 'bare'
    ? JSON.stringify({ room, id, erased: true })
    : writeErasure({ room, source: DEFAULT_SOURCE, id }, START_MS)

export const erasuresIn = (operations: readonly Operation[]): Erasure[] =>
  operations.filter(operation => operation.do === 'post erasure')

export const erasureName = ({ room, id }: Erasure): string => `erase ${room}/${id}`

const STEP_MS = 8_000

/** Room by room and then the letters, as `roomtone erase --author` does: what fails is asked again. */
export const eraseAuthorTask =
  (world: World, { room, author }: AuthorErasure) =>
  async (ports: Ports): Promise<string> => {
    const limits = () => ({
      dryRun: false,
      lookUntilMs: world.scheduler.now() + STEP_MS,
      deadlineMs: world.scheduler.now() + STEP_MS,
    })
    await everyStep(cursor => eraseAuthor(ports, room, { author }, { ...limits(), cursor }))
    await everyStep(cursor => eraseAuthorLetters(ports, { author }, { ...limits(), room, cursor }))
    return `${room}: what is by ${author} is erased`
  }

/** A step that gave no answer is asked again. */
const everyStep = async (step: (cursor?: string) => Promise<{ cursor?: string | undefined }>) => {
  for (let cursor: string | undefined, isDone = false; !isDone; ) {
    const done = await step(cursor).catch(() => undefined)
    isDone = done !== undefined && done.cursor === undefined
    cursor = done ? done.cursor : cursor
  }
}

const authorsIn = (operations: readonly Operation[]): AuthorErasure[] =>
  operations.filter(operation => operation.do === 'erase author')

/** Each author whom somebody erases, in each room, once. */
export const authorErasuresIn = (operations: readonly Operation[]): AuthorErasure[] => [
  ...new Map(authorsIn(operations).map(one => [`${one.room} ${one.author}`, one])).values(),
]

/** Whether somebody erases whoever wrote this. */
export const isOfErasedAuthor = (
  operations: readonly Operation[],
  { room, author }: Pick<Posting, 'room' | 'author'>,
): boolean =>
  author !== undefined && authorsIn(operations).some(one => one.room === room && one.author === author)

/** The first message that an erased author still has, when all is quiet and the erasing was done once more. */
export const firstLeft = (
  operations: readonly Operation[],
  { contents }: Observed,
): Violation | undefined => {
  const left = [...contents.messages.values()].find(
    one => one.is === 'live' && isOfErasedAuthor(operations, one as Pick<Posting, 'room' | 'author'>),
  )
  return (
    left && {
      invariant: 'author',
      says: 'of an author who was erased nothing is left (left: what stands; right: what should)',
      where: identityName(left.key),
      left: storedName(left),
      right: 'a tombstone',
    }
  )
}

/** I2: the first erasure that neither has erased anything nor is an open dead letter. */
export const firstLostErasure = (
  operations: readonly Operation[],
  { contents, expired }: Observed,
): Violation | undefined => {
  const isKept = (erasure: Erasure) => {
    const key = keyOf(erasure)
    const stood = [contents.messages.get(key), ...expired.filter(one => one.key === key)]
    const letter = contents.letters.get(letterKey('sqs:posted', Buffer.from(erasureBodyOf(erasure))))
    return stood.some(one => one?.is === 'erased') || letter?.state === 'open'
  }
  const lost = erasuresIn(operations).find(erasure => !isKept(erasure))
  return (
    lost && {
      invariant: 'I2',
      says: 'every erasure is done or an open dead letter (left: the erasure; right: what stands)',
      where: lost.room,
      left: erasureName(lost),
      right: storedName(contents.messages.get(keyOf(lost))),
    }
  )
}
