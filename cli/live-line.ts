/** A line that says how far something without an end is; `line` says something in between. */
export type LiveLine = { line(text: string): void; end(): void }

type Screen = { isTTY?: boolean; columns?: number; write(text: string): unknown }

const RENEW_EVERY_MS = 500
/** Where nobody looks at a terminal: a line so often, if there is something new to say. */
const LINE_EVERY_MS = 10_000

/** `status` where there is someone to look at it: in its place, again and again; lines otherwise. */
export const liveLine = (status: () => string, screen: Screen = process.stderr): LiveLine =>
  screen.isTTY ? renewed(status, screen) : lines(status, screen)

const CLEAR = '\r\u001b[K'

const renewed = (status: () => string, screen: Screen): LiveLine => {
  const show = () => screen.write(`${CLEAR}${status().slice(0, (screen.columns ?? 80) - 1)}`)
  const timer = setInterval(show, RENEW_EVERY_MS)
  return {
    line: text => void screen.write(`${CLEAR}${text}\n`),
    end: () => {
      clearInterval(timer)
      screen.write(CLEAR)
    },
  }
}

const lines = (status: () => string, screen: Screen): LiveLine => {
  const line = (text: string) => void screen.write(`${text}\n`)
  let said = status()
  const show = () => {
    const now = status()
    if (now !== said) line(now)
    said = now
  }
  const timer = setInterval(show, LINE_EVERY_MS)
  return { line, end: () => clearInterval(timer) }
}
