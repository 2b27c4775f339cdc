import { SingleBar } from 'cli-progress'
import { grouped, say } from '../terminal.ts'

/** What has become of the rows so far. */
export type Fed = { accepted: number; refused: number }

/** `at` moves on to a byte of the file; `line` says something in between. */
export type Progress = { at(byte: number): void; line(text: string): void; end(): void }

/** Where stderr is no terminal, how often a line says how far it is. */
const LINE_EVERY_MS = 10_000

/** A bar where there is someone to look at it and a known end; lines otherwise. */
export const progressOf = (fed: Fed, bytes: number | undefined): Progress =>
  process.stderr.isTTY && bytes ? barOf(fed, bytes) : linesOf(fed)

const barOf = (fed: Fed, bytes: number): Progress => {
  const bar = new SingleBar({
    format: '{bar} {percentage} % · {accepted} accepted · {refused} refused',
    stream: process.stderr,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 30,
    hideCursor: false,
    clearOnComplete: true,
  })
  const counts = () => ({ accepted: grouped(fed.accepted), refused: grouped(fed.refused) })
  let reached = 0
  bar.start(bytes, 0, counts())
  return {
    at: byte => {
      // Posts end out of order; a bar only grows.
      reached = Math.max(reached, byte)
      bar.update(Math.min(reached, bytes), counts())
    },
    line: text => say(`\r\u001b[K${text}`),
    end: () => bar.stop(),
  }
}

const linesOf = (fed: Fed): Progress => {
  let saidMs = Date.now()
  return {
    at: () => {
      if (Date.now() - saidMs < LINE_EVERY_MS) return
      saidMs = Date.now()
      say(`${grouped(fed.accepted)} accepted, ${grouped(fed.refused)} refused so far`)
    },
    line: say,
    end: () => {},
  }
}
