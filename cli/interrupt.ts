/** What a shell reports of a program that Ctrl-C ended: 128 + SIGINT. */
export const INTERRUPTED = 130

/** A Ctrl-C can arrive twice: from the terminal, and passed on by cli/bin.js under an older Node. */
const ECHO_MS = 1_000

/** How long what is written may take to be on its way. */
const FLUSH_MS = 500

/** End soon, whatever a library has left behind (requests to a broker that was killed, for minutes). */
export const endSoon = (): void => void setTimeout(() => process.exit(), FLUSH_MS).unref()

/** Aborts on the first Ctrl-C or SIGTERM, so that the command can say what was done; a later one ends it at once. */
export const untilInterrupted = (): AbortSignal => {
  const controller = new AbortController()
  let firstAt: number | undefined
  const onSignal = () => {
    firstAt ??= Date.now()
    if (Date.now() - firstAt > ECHO_MS) process.exit(INTERRUPTED)
    controller.abort()
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  return controller.signal
}
