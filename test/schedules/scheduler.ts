import type { Clock } from '../../functions/pipeline/ports.ts'
import type { Decision, Fate } from './plan.ts'

/** Something that could happen next: to whom, what, and (once it happens) how it went. */
export type Event = { who: string; what: string; happen(fate: Fate): string | Promise<string> }

/** One line of a schedule. */
export type Line = { atMs: number; who: string; what: string; result: string }

/** Who makes calls. One that crashed gets no answer any more, and its waiting calls never happen. */
export type Actor = { name: string; onCrash(): void }

/** What a call does, how to say what came of it, and what else than `ok` may become of it. */
export type Deed<T> = { what: string; run(): Promise<T>; tell(result: T): string; fates: readonly Fate[] }

type Call = Deed<unknown> & { by: Actor; resolve(result: unknown): void; reject(error: Error): void }

/** A schedule that runs longer than this would never end. */
const MAX_STEPS = 5_000
const STEP_MS = 1
const calmly: Decision = { pick: 0, fate: 'ok' }

/** A request that its sender no longer waits for. */
const network: Actor = { name: 'network', onCrash: () => {} }

/** Resolves once the code that the last step woke has made its next calls, or ended: it waits for nothing else. */
const codeRests = () => new Promise<void>(resolve => setImmediate(resolve))

/**
 * Runs whatever can happen, one thing at a time, in the order that the decisions say. A call to a port is a promise
 * that is settled when its turn has come; so is sleep, which moves the clock. Between two calls, code runs undisturbed.
 */
export const scheduler = (startMs: number, decisions: readonly Decision[]) => {
  const lines: Line[] = []
  let nowMs = startMs
  let steps = 0
  let decided = 0
  let waiting: Call[] = []

  const crash = (actor: Actor): void => {
    waiting = waiting.filter(({ by }) => by !== actor)
    actor.onCrash()
  }

  const settle = async (call: Call, fate: Fate): Promise<string> => {
    const happened = async () => {
      const result = await call.run()
      return { result, told: call.tell(result) }
    }
    switch (fate) {
      case 'ok': {
        const { result, told } = await happened()
        call.resolve(result)
        return told
      }
      case 'lost': {
        const { told } = await happened()
        call.reject(new Error('the response was lost'))
        return `${told}, but the response is lost`
      }
      case 'late':
        call.reject(new Error('timed out'))
        waiting.push({ ...call, by: network, fates: [], resolve: () => {}, reject: () => {} })
        return 'times out, and is still under way'
      case 'outage':
        call.reject(new Error('unreachable'))
        return 'cannot be reached'
      case 'contended':
        call.resolve({ is: 'contended' })
        return 'contended'
      case 'crash':
        crash(call.by)
        return `does not happen: ${call.by.name} crashes`
      case 'crash after': {
        const { told } = await happened()
        crash(call.by)
        return `${told}, and ${call.by.name} crashes`
      }
    }
  }

  const eventOf = (call: Call): Event => ({
    who: call.by.name,
    what: call.what,
    happen: fate => {
      waiting = waiting.filter(one => one !== call)
      return settle(call, call.fates.includes(fate) ? fate : 'ok')
    },
  })

  const call = <T>(by: Actor, deed: Deed<T>): Promise<T> =>
    new Promise<T>((resolve, reject) => waiting.push({ ...deed, by, resolve, reject } as Call))

  const clockOf = (by: Actor): Clock => ({
    now: () => nowMs,
    sleep: ms => {
      const wakeMs = nowMs + ms
      const run = async () => {
        nowMs = Math.max(nowMs, wakeMs)
      }
      return call(by, { what: `sleep ${Math.round(ms)} ms`, run, tell: () => 'awake', fates: ['crash'] })
    },
  })

  return {
    lines,
    call,
    clockOf,
    now: () => nowMs,
    /** No call waits for its turn. */
    isQuiet: () => waiting.length === 0,
    /** A line that is no step. */
    note: (who: string, result: string): void => void lines.push({ atMs: nowMs, who, what: '', result }),
    /** Time passes by itself. */
    pass: (ms: number): void => {
      nowMs += ms
    },
    /** From now on everything goes well and in order. */
    calmDown: (): void => {
      decided = decisions.length
    },
    /** Let things happen until nothing can any more, or until `stop` says so after a step. */
    run: async (others: () => Event[], stop: () => boolean): Promise<void> => {
      await codeRests()
      for (;;) {
        const events = [...waiting.map(eventOf), ...others()]
        if (events.length === 0) return
        if (++steps > MAX_STEPS) throw new Error(`the schedule still runs after ${MAX_STEPS} steps`)
        const { pick, fate } = decisions[decided++] ?? calmly
        const { who, what, happen } = events[pick % events.length]!
        const line: Line = { atMs: nowMs, who, what, result: '' }
        lines.push(line)
        line.result = await happen(fate)
        await codeRests()
        nowMs += STEP_MS
        if (stop()) return
      }
    },
  }
}

export type Scheduler = ReturnType<typeof scheduler>
