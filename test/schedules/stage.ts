/* Where a plan is played: the store, the queue, the clock, and who acts on them. */
import type { Store } from '../../functions/pipeline/ports.ts'
import { consumersOn } from './consumers.ts'
import { erasureBodyOf, erasureName, erasuresIn } from './corrections.ts'
import type { Observed, Violation } from './invariants.ts'
import { modelQueue } from './model-queue.ts'
import { type ModelStore, modelStore } from './model-store.ts'
import { bodyOf, mendedOf, nameOf, START_MS } from './names.ts'
import { act, peopleOf } from './people.ts'
import type { Operation, Plan } from './plan.ts'
import { postingsIn } from './referee.ts'
import { relabelThereAndBack } from './relabellers.ts'
import { type Event, scheduler as newScheduler, type Scheduler } from './scheduler.ts'

/** Puts a wrong writer in place of the store's own. */
export type Wrap = (store: Store) => Store

/** What everybody in a schedule acts on. */
export type World = {
  scheduler: Scheduler
  model: ModelStore
  queue: ReturnType<typeof modelQueue>
  observed: Observed
  /** What somebody saw that is wrong. */
  complaints: Violation[]
  shards: number
  draw: () => number
  wrap: Wrap
  bodyName(body: string): string
  /** What a body that cannot be counted is mended to; undefined: it can be. */
  mendedBody(body: string): string | undefined
}

const CALM_BATCH_MS = 8_000

const worldOf = (plan: Plan, wrap: Wrap): World => {
  const scheduler = newScheduler(START_MS, plan.decisions)
  const model = modelStore({ shards: plan.shards, lagMs: plan.lagMs, clock: scheduler })
  const mended = new Map<string, string>()
  const names = new Map<string, string>()
  for (const posting of postingsIn(plan.operations)) {
    const better = mendedOf(posting)
    if (better) {
      mended.set(bodyOf(posting), bodyOf(better))
      names.set(bodyOf(better), `${nameOf(better)}, mended`)
    }
    names.set(bodyOf(posting), nameOf(posting))
  }
  for (const erasure of erasuresIn(plan.operations)) names.set(erasureBodyOf(erasure), erasureName(erasure))
  let drawn = 0
  return {
    scheduler,
    model,
    queue: modelQueue(),
    observed: {
      contents: model.contents,
      expired: [],
      erased: new Set(),
      drift: new Map(),
      corrupted: new Set(),
      seen: new Map(),
      revs: new Map(),
    },
    complaints: [],
    shards: plan.shards,
    draw: () => plan.luck[drawn++ % plan.luck.length]! / 1000,
    wrap,
    bodyName: body => names.get(body) ?? 'a message',
    mendedBody: body => mended.get(body),
  }
}

export const openStage = (plan: Plan, wrap: Wrap) => {
  const world = worldOf(plan, wrap)
  const { scheduler, queue } = world
  const todo = [...plan.operations]
  let batchMs = plan.batchMs
  const receives = consumersOn(world, plan.workers, () => batchMs)
  const perform = peopleOf(world, operation => void todo.unshift(operation))

  /** No request is under way for weeks: what is remembered outlives the horizon by two days, for requests to end in. */
  const isTime = ({ do: what }: Operation) => what !== 'wait' || scheduler.isQuiet()
  const nextOperation = (): Event[] =>
    todo
      .slice(0, 1)
      .filter(isTime)
      .map(({ do: what }) => ({ who: 'people', what, happen: () => perform(todo.shift()!) }))

  return {
    ...world,
    perform,
    /** By the other model, and back by the one that counts. */
    relabelThereAndBack: (room: string): string =>
      act(world, 'relabeller', (ports, by) => relabelThereAndBack({ world, by, ports, room })),
    /** From now on everything goes well, in order, and there is time for it. */
    calmDown: (): void => {
      scheduler.calmDown()
      batchMs = CALM_BATCH_MS
    },
    /** What could happen next, besides calls that wait for their turn. */
    events: (): Event[] => {
      if (todo.length > 0 && plan.operations.length - todo.length < plan.backlog) return nextOperation()
      return [...receives(), ...nextOperation(), ...queue.returns(world.bodyName)]
    },
  }
}
