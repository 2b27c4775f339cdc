import { appendFileSync, closeSync, openSync, readFileSync, rmSync, truncateSync } from 'node:fs'
import { z } from 'zod'
import { Failure } from '../failure.ts'
import { toJson } from '../terminal.ts'

/*
 * What a replay has done, so that one that was stopped can go on. A line of JSON each:
 *
 *   {"replay":1,"url":"http://127.0.0.1:4000","wanted":{"reason":"bad-shape","state":"open","to":1763800000001}}
 *   {"key":"5b1f…"}                         its queue has it, or refused it for good: it is not posted again
 *   {"page":"MDAxNzYz…"}                    so is all before this cursor
 *
 * A line is written after what it tells has happened. A crash in between makes the next run post a letter again, which
 * counts once; the other order would leave one that nobody posts. A last line that was cut short is forgotten.
 */
const Wanted = z.strictObject({
  reason: z.string().optional(),
  room: z.string().optional(),
  state: z.string().optional(),
  from: z.number().optional(),
  to: z.number().optional(),
})
const Header = z.strictObject({ replay: z.literal(1), url: z.string(), wanted: Wanted })
export type Replaying = Omit<z.infer<typeof Header>, 'replay'>

const Entry = z.union([z.strictObject({ key: z.string() }), z.strictObject({ page: z.string() })])

export type Journal = {
  replaying: Replaying
  /** Letters after `cursor` that are done. */
  done: Set<string>
  cursor: string | undefined
  noteDone(keys: readonly string[]): void
  notePage(cursor: string): void
  /** All is done: nothing is left to go on with. */
  remove(): void
}

/** Begin a journal. Throws a Failure where the file is there already: another replay may need it. */
export const beginJournal = (file: string, replaying: Replaying): Journal => {
  try {
    closeSync(openSync(file, 'wx', 0o600))
  } catch (error) {
    throw notBegun(file, error as NodeJS.ErrnoException)
  }
  const journal = journalIn(file, replaying, new Set(), undefined)
  appendFileSync(file, `${toJson({ replay: 1, ...replaying })}\n`)
  return journal
}

const notBegun = (file: string, { code, message }: NodeJS.ErrnoException): Failure =>
  code === 'EEXIST'
    ? new Failure(
        `${file} is the journal of a replay that has not finished, or of one that runs now: go on with --resume, name another with --journal, or delete it`,
      )
    : new Failure(`${file} cannot be written (${message}): name another file with --journal`)

/** Read a journal to go on with. Throws a Failure where there is none, or it is not one. */
export const openJournal = (file: string): Journal => {
  const text = readText(file)
  const whole = text.slice(0, text.lastIndexOf('\n') + 1)
  const [first = '', ...lines] = whole.split('\n').slice(0, -1)
  const header = Header.safeParse(parsed(first))
  if (!header.success) throw new Failure(`${file} is not the journal of a replay: name it with --journal`)
  const done = new Set<string>()
  let cursor: string | undefined
  for (const [nth, line] of lines.entries()) {
    const entry = Entry.safeParse(parsed(line))
    if (!entry.success) throw new Failure(`${file} is damaged at line ${nth + 2}: delete it and replay anew`)
    if ('key' in entry.data) done.add(entry.data.key)
    else {
      cursor = entry.data.page
      done.clear()
    }
  }
  truncateSync(file, Buffer.byteLength(whole))
  const { replay, ...replaying } = header.data
  return journalIn(file, replaying, done, cursor)
}

const journalIn = (
  file: string,
  replaying: Replaying,
  done: Set<string>,
  cursor: string | undefined,
): Journal => {
  const append = (entries: readonly object[]) =>
    appendFileSync(file, entries.map(entry => `${toJson(entry)}\n`).join(''))
  return {
    ...{ replaying, done, cursor },
    noteDone: keys => append(keys.map(key => ({ key }))),
    notePage: page => append([{ page }]),
    remove: () => rmSync(file),
  }
}

const readText = (file: string): string => {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT')
      throw new Failure(`there is no journal ${file}, so nothing to resume: replay without --resume`)
    throw new Failure(`${file} cannot be read: ${message}`)
  }
}

const parsed = (line: string): unknown => {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
