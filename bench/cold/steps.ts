import { median } from '../quantile.ts'

/** In the order in which a start comes to them; `begin` is told by phases.mjs. */
export const STEPS = [
  { name: 'process', what: 'starting Node' },
  { name: 'runtime', what: "Lambda's client" },
  { name: 'imports', what: 'the bundle read, our code, much of the AWS SDK' },
  { name: 'model', what: 'its files read, its vocabulary split; what of the AWS SDK is loaded meanwhile' },
  { name: 'library', what: 'ONNX Runtime' },
  { name: 'session', what: 'the network' },
  { name: 'wiring', what: 'the tokeniser, and the first request to the table' },
  { name: 'event', what: 'the first message, until it is labelled or answered' },
] as const
export type StepName = (typeof STEPS)[number]['name']

/** Milliseconds of each step that the function has; `cpuMs` is the CPU time of all until the answer, where it is known. */
export type Start = {
  steps: Partial<Record<StepName, number>>
  initMs: number
  /** From the start of the process to the first label, or vector; undefined without a model. */
  labelMs: number | undefined
  answerMs: number
  cpuMs: number | undefined
}

/** 'phase session 1764300000123.4' */
export type Phase = { step: string; atMs: number }

export const phasesIn = (log: string): Phase[] =>
  [...log.matchAll(/^phase (\S+) (\S+)$/gm)].map(([, step, atMs]) => ({ step: step!, atMs: Number(atMs) }))

/** What the caller of a function saw: when the process was started, when it was ready, when it had answered. */
export type Seen = { startedMs: number; readyMs: number; answeredMs: number; cpuMs: number | undefined }

/** The last run of the network is that of the first message: a model that was not packaged has one before, as a check. */
export const startOf = (phases: readonly Phase[], { startedMs, readyMs, answeredMs, cpuMs }: Seen): Start => {
  const at = (step: string) => phases.find(phase => phase.step === step)?.atMs
  const labelledMs = phases.findLast(({ step }) => step === 'ran')?.atMs
  const begins: [StepName, number | undefined][] = [
    ['process', startedMs],
    ['runtime', at('runtime')],
    ['imports', at('imports')],
    ['model', at('model')],
    ['library', at('library')],
    ['session', at('session')],
    ['wiring', at('wiring')],
    ['event', readyMs],
  ]
  // By time: a model that is loaded when the first text is there has its steps after the event has come.
  const there = begins
    .filter((begin): begin is [StepName, number] => begin[1] !== undefined)
    .sort(([, a], [, b]) => a - b)
  const ends = [...there.slice(1).map(([, ms]) => ms), labelledMs ?? answeredMs]
  return {
    steps: Object.fromEntries(there.map(([name, ms], nth) => [name, ends[nth]! - ms])),
    initMs: readyMs - startedMs,
    labelMs: labelledMs === undefined ? undefined : labelledMs - startedMs,
    answerMs: answeredMs - startedMs,
    cpuMs,
  }
}

/** Of each figure the median over the starts. */
export const middleOf = (starts: readonly Start[]): Start => {
  const of = (figure: (start: Start) => number | undefined): number | undefined => {
    const known = starts.map(figure).filter(ms => ms !== undefined)
    return known.length > 0 ? median(known) : undefined
  }
  const names = STEPS.map(({ name }) => name).filter(name => starts[0]?.steps[name] !== undefined)
  return {
    steps: Object.fromEntries(names.map(name => [name, of(({ steps }) => steps[name])!])),
    initMs: of(start => start.initMs)!,
    labelMs: of(start => start.labelMs),
    answerMs: of(start => start.answerMs)!,
    cpuMs: of(start => start.cpuMs),
  }
}
