import { SingleBar } from 'cli-progress'
import { say } from './terminal.ts'

/** `at` moves on to a byte of the file; `line` says something in between. */
export type Progress = { at(byte: number): void; line(text: string): void; end(): void }

/** Where stderr is no terminal, how often a line says how far it is. */
const LINE_EVERY_MS = 10_000

/** A bar where there is someone to look at it and a known end; lines otherwise. `status`: "3 accepted, 1 refused". */
export const progressOf = (status: () => string, bytes: number | undefined): Progress =>
  process.stderr.isTTY && bytes ? barOf(status, bytes) : linesOf(status)

const barOf = (status: () => string, bytes: number): Progress => {
  const bar = new SingleBar({
    format: '{bar} {percentage} % · {status}',
    stream: process.stderr,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 30,
    hideCursor: false,
    clearOnComplete: true,
  })
  let reached = 0
  bar.start(bytes, 0, { status: status() })
  return {
    at: byte => {
      // Some end out of order; a bar only grows.
      reached = Math.max(reached, byte)
      bar.update(Math.min(reached, bytes), { status: status() })
    },
    line: text => say(`\r\u001b[K${text}`),
    end: () => bar.stop(),
  }
}

const linesOf = (status: () => string): Progress => {
  let saidMs = Date.now()
  return {
    at: () => {
      if (Date.now() - saidMs < LINE_EVERY_MS) return
      saidMs = Date.now()
      say(`${status()} so far`)
    },
    line: say,
    end: () => {},
  }
}
