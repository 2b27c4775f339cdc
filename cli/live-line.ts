import { say } from './terminal.ts'

/** A line that says how far something without an end is; `line` says something in between. */
export type LiveLine = { line(text: string): void; end(): void }

const RENEW_EVERY_MS = 500
/** Where stderr is no terminal: a line so often, if there is something new to say. */
const LINE_EVERY_MS = 10_000

/** `status` where there is someone to look at it: in its place, again and again; lines otherwise. */
export const liveLine = (status: () => string): LiveLine =>
  process.stderr.isTTY ? renewed(status) : lines(status)

const CLEAR = '\r\u001b[K'

const renewed = (status: () => string): LiveLine => {
  const show = () => process.stderr.write(`${CLEAR}${status().slice(0, (process.stderr.columns ?? 80) - 1)}`)
  const timer = setInterval(show, RENEW_EVERY_MS)
  return {
    line: text => say(`${CLEAR}${text}`),
    end: () => {
      clearInterval(timer)
      process.stderr.write(CLEAR)
    },
  }
}

const lines = (status: () => string): LiveLine => {
  let said = status()
  const show = () => {
    const now = status()
    if (now !== said) say(now)
    said = now
  }
  const timer = setInterval(show, LINE_EVERY_MS)
  return { line: say, end: () => clearInterval(timer) }
}
