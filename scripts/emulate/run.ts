import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { setTimeout as delay } from 'node:timers/promises'
import { loadEncoder } from '../../functions/adapters/encoder-folder.ts'
import { everything, secretBytes, signToken } from '../../functions/api/token.ts'
import type { Grouping } from '../../functions/questions/groups.ts'
import type { Consumed } from '../../infra/emulate/consumed.ts'
import { type CpuUse, coresOf } from '../../infra/emulate/share.ts'
import { settingsOf } from '../../test/infra/function-settings.ts'
import { copyStack, readTemplate, root } from '../../test/infra/template.ts'
import type { Arch } from '../bundle.ts'
import { type Package, writePackages } from '../package.ts'
import { packedModels } from '../packed-models.ts'
import { type Ground, startGround } from './ground.ts'
import { faultsOfQuestions } from './question-referee.ts'
import { type Call, callsTo, faultsOf, faultsOfAudit } from './referee.ts'
import { type Emulated, emulated, openStack, type Stack, type StackOptions } from './stack.ts'
import { bodiesOf, type Posted, send, type Traffic, textsFor, trafficOf, UNSTORABLE_ROOM } from './traffic.ts'

export type RunOptions = {
  messages: number
  /** Of classify-sqs; undefined: what the template gives it. */
  memoryMb?: number | undefined
  /** A TSV with a column `text`; undefined: our own texts. */
  file?: string | undefined
  /** Environments of a function, at most; undefined: as many shares as this machine has room for. */
  environments?: number | undefined
  throttled: boolean
  env: Record<string, string | undefined>
  signal: AbortSignal
  step: (text: string) => void
}

export type Result = {
  /** Messages that were to be counted, each once. */
  messages: number
  repeated: number
  /** Of the messages, as the stack took them: those that ask something. */
  questions: number
  /** What is not as it should be. [] where each message was counted exactly once. */
  faults: string[]
  /** From the first message posted to the last one counted. */
  seconds: number
  memoryMb: Record<Emulated, number>
  environments: number
  consumed: Consumed
  cpu: Record<Emulated, CpuUse[]>
  packages: Pick<Package, 'name' | 'bytes' | 'sha256'>[]
  lastWords: string
}

const SECRET = 'of this emulation alone, and of nothing else'

/** Package, start, feed, wait, compare. Nothing is left running, however it ends. */
export const emulate = async (options: RunOptions): Promise<Result> => {
  const traffic = trafficOf(textsFor(options.messages, options.file), Date.now())
  const folder = mkdtempSync(path.join(tmpdir(), 'roomtone-emulate-'))
  let ground: Ground | undefined
  let stack: Stack | undefined
  try {
    options.step(`packaging for ${process.arch}`)
    copyStack(folder)
    const packages = await writePackages({ folder, arch: process.arch as Arch, env: options.env })
    options.signal.throwIfAborted()
    options.step('starting DynamoDB Local and the queue')
    ground = await startGround(SECRET)
    const given = stackOptions(folder, options)
    stack = await openStack(ground, given)
    const run = drive(stack, ground, traffic, options)
    const seen = await Promise.race([run, aborted(options.signal)])
    const { environments } = given
    return {
      ...seen,
      ...sumsOf(traffic),
      ...consumedBy(stack),
      environments,
      packages: packages.map(summaryOf),
    }
  } finally {
    await stack?.stop()
    await ground?.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

const stackOptions = (folder: string, { memoryMb, environments, throttled }: RunOptions): StackOptions => {
  const template = readTemplate(folder)
  const settings = settingsOf(template, 'classify-sqs', {})
  return {
    folder,
    template,
    memoryMb,
    throttled,
    environments: environments ?? roomFor(memoryMb ?? settings.memoryMb),
    refuse: (name, { body }) =>
      name === 'classify-sqs' && JSON.stringify(body).includes(UNSTORABLE_ROOM)
        ? 'its key is disabled'
        : undefined,
  }
}

/** One more came by HTTP. */
const sumsOf = ({ messages, repeats }: Traffic) => ({
  messages: messages.length + 1,
  repeated: repeats.length,
})

const consumedBy = (stack: Stack) => ({
  memoryMb: each(name => stack.memoryMb(name)),
  consumed: stack.counter.consumed(),
  cpu: each(name => stack.functions[name].cpu()),
  lastWords: stack.lastWords(),
})

const summaryOf = ({ name, bytes, sha256 }: Package) => ({ name, bytes, sha256 })

const each = <T>(of: (name: Emulated) => T): Record<Emulated, T> =>
  Object.fromEntries(emulated.map(name => [name, of(name)])) as Record<Emulated, T>

/** A third of the machine is for the queue, the database and this process. */
const roomFor = (memoryMb: number): number =>
  Math.max(1, Math.floor(((2 / 3) * navigator.hardwareConcurrency) / coresOf(memoryMb)))

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    if (signal.aborted) reject(new Error('interrupted'))
    signal.addEventListener('abort', () => reject(new Error('interrupted')), { once: true })
  })

const drive = async (stack: Stack, ground: Ground, traffic: Traffic, { step, env }: RunOptions) => {
  const token = await signToken(secretBytes(SECRET), everything, { nowMs: Date.now(), lastsMs: 86_400_000 })
  const call = callsTo(stack, token)
  const startedMs = Date.now()
  step(`posting ${traffic.messages.length} messages`)
  await send(stack.app, ground.urlOf('PostedQueue'), bodiesOf(traffic))
  const byHttp: Posted = {
    room: 'hall-0',
    id: 'm-by-http',
    text: 'And this one by HTTP?',
    postedAt: Date.now(),
  }
  await call('POST', `/v1/rooms/${byHttp.room}/messages`, [{ id: byHttp.id, text: byHttp.text }])
  await drained(ground, step)
  const seconds = (stack.lastDoneMs() - startedMs) / 1000
  step('comparing')
  const posted = [...traffic.messages, byHttp]
  const faults = await faultsOf(call, posted, ['not-json', 'gave-up'])
  step('asking for the questions')
  const asked = await askedIn(call, ground, posted, groupingOf(env))
  step('auditing')
  return {
    seconds,
    questions: asked.questions,
    faults: [...faults, ...asked.faults, ...(await faultsOfAudit(stack))],
  }
}

/** The encoder that was packed, by its card; undefined where none was. */
const groupingOf = (env: RunOptions['env']): Grouping | undefined => {
  const { similarity } = packedModels(env)
  return similarity === undefined ? undefined : loadEncoder(path.join(root, similarity))
}

const askedIn = async (
  call: Call,
  { stored }: Ground,
  posted: readonly Posted[],
  grouping: Grouping | undefined,
) => {
  const faults: string[] = []
  let questions = 0
  for (const room of new Set(posted.map(({ room }) => room))) {
    const messages = await stored(room)
    questions += messages.filter(({ kind }) => kind === 'question').length
    faults.push(...(await faultsOfQuestions(call, room, messages, grouping)))
  }
  return { faults, questions }
}

const LOOK_AGAIN_MS = 500
/** A backlog that has not shrunk for so long never will: three receives of a message take less. */
const PATIENCE_MS = 120_000

/** Wait until both queues are empty. Throws where they do not get there. */
const drained = async (ground: Ground, step: RunOptions['step']): Promise<void> => {
  let lowest = Number.POSITIVE_INFINITY
  let sinceMs = Date.now()
  for (;;) {
    const [posted, dead] = await Promise.all([
      ground.left('PostedQueue'),
      ground.left('PostedDeadLetterQueue'),
    ])
    const left = posted + dead
    if (left === 0) return
    if (left < lowest) {
      lowest = left
      sinceMs = Date.now()
      step(`${left} left`)
    }
    if (Date.now() - sinceMs > PATIENCE_MS)
      throw new Error(
        `${left} messages are still on the queues after ${PATIENCE_MS / 1000} s without progress`,
      )
    await delay(LOOK_AGAIN_MS)
  }
}
