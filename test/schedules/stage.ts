/* Who acts in a schedule: workers and a collector on the queue, and people who post, erase, audit and replay. */

import type { Delivery } from '../../events/delivery.ts'
import { auditRoom } from '../../functions/pipeline/audit.ts'
import { erase } from '../../functions/pipeline/erase.ts'
import { giveUp } from '../../functions/pipeline/give-up.ts'
import { minuteOf, nothing, plus, tallyOf } from '../../functions/pipeline/mood.ts'
import type { Outcome } from '../../functions/pipeline/outcome.ts'
import type { Ports, Store, StoredMessage } from '../../functions/pipeline/ports.ts'
import { processBatch } from '../../functions/pipeline/process-batch.ts'
import { replayLetter } from '../../functions/pipeline/replay.ts'
import type { Tally } from '../../schemas/mood.ts'
import type { Violation } from './invariants.ts'
import { type Entry, modelQueue } from './model-queue.ts'
import { modelStore } from './model-store.ts'
import {
  bodyOf,
  DAY_MS,
  identityName,
  keyOf,
  labelOf,
  nameOf,
  START_MS,
  tallyName,
  windowName,
} from './names.ts'
import type { Operation, Plan } from './plan.ts'
import { changeFates, portsOf, scheduledQueue, type World } from './ports.ts'
import { postingsIn } from './referee.ts'
import { type Actor, type Event, scheduler as newScheduler } from './scheduler.ts'

/** How long an erasure and an audit have before they give up. */
const ERASE_MS = 8_000
const AUDIT_MS = 600_000
const CALM_BATCH_MS = 8_000
const COLLECTOR_BATCH = 10

const toDelivery = ({ body, receives }: Entry): Delivery => ({
  body: Buffer.from(body),
  receives,
  origin: { source: 'sqs', name: 'posted', delivery: 'model' },
})

type Consumer = {
  name: string
  from: Entry[]
  batch: number
  isBusy: boolean
  process(ports: Ports, deliveries: Delivery[]): Promise<Outcome[]>
}

/** Puts a wrong writer in place of the store's own. */
export type Wrap = (store: Store) => Store

export const openStage = (plan: Plan, wrap: Wrap) => {
  const scheduler = newScheduler(START_MS, plan.decisions)
  const model = modelStore({ shards: plan.shards, lagMs: plan.lagMs, clock: scheduler })
  let drawn = 0
  let batchMs = plan.batchMs
  const draw = () => plan.luck[drawn++ % plan.luck.length]! / 1000
  const world: World = { scheduler, model, draw, wrap }
  const queue = modelQueue()
  const expired: StoredMessage[] = []
  const erased = new Set<string>()
  const drift = new Map<string, Tally>()
  const corrupted = new Set<string>()
  const complaints: Violation[] = []
  const todo = [...plan.operations]
  const names = new Map(postingsIn(plan.operations).map(posting => [bodyOf(posting), nameOf(posting)]))
  const bodyName = (body: string) => names.get(body) ?? 'a message'
  const posted: string[] = []

  /** Code that makes its calls as `name`. It ends by itself, by an error that a call gave it, or in a crash. */
  const act = (
    name: string,
    task: (ports: Ports, by: Actor) => Promise<string>,
    onCrash: () => void = () => {},
  ): string => {
    const by = { name, onCrash }
    task(portsOf(world, by), by).then(
      result => scheduler.note(name, result),
      error => scheduler.note(name, `gives up: ${error.message}`),
    )
    return 'begins'
  }

  const consume = (consumer: Consumer): Event => ({
    who: consumer.name,
    what: 'receive',
    happen: () => {
      const entries = queue.take(consumer.from, consumer.batch)
      consumer.isBusy = true
      const by = {
        name: consumer.name,
        onCrash: () => {
          consumer.isBusy = false
        },
      }
      const work = async () => {
        const outcomes = await consumer.process(portsOf(world, by), entries.map(toDelivery))
        const done = entries.filter((_, at) => outcomes[at]!.is !== 'failed')
        const told = entries.map(({ body }, at) => `${bodyName(body)} ${outcomeName(outcomes[at]!)}`)
        await scheduler.call(by, {
          what: `delete ${done.length} of ${entries.length} from the queue: ${told.join(', ')}`,
          run: async () => queue.acknowledge(done),
          tell: () => 'deleted',
          fates: changeFates,
        })
      }
      work()
        .catch(error => scheduler.note(consumer.name, `gives up: ${error.message}`))
        .then(by.onCrash)
      return entries.map(({ body, receives }) => `${bodyName(body)} (receive ${receives})`).join(', ')
    },
  })

  const eraseUntilDone = (operation: Operation & { do: 'erase' }): string => {
    const { room, id } = operation
    const key = keyOf(operation)
    const task = async (ports: Ports): Promise<string> => {
      const limits = { deadlineMs: scheduler.now() + ERASE_MS }
      const erasure = await erase(ports, { room, key }, limits).catch(() => undefined)
      if (erasure === undefined) return task(ports)
      erased.add(key)
      return `${room}/${id}: ${erasure}`
    }
    return act('eraser', task, () => void todo.unshift(operation))
  }

  const audit = (room: string, repair: boolean): string =>
    act('auditor', async ({ store, clock }) => {
      const report = await auditRoom({ store, clock }, room, { repair, deadlineMs: clock.now() + AUDIT_MS })
      const wrong = corrupted.has(room) ? undefined : report.drift[0]
      if (wrong)
        complaints.push({
          invariant: 'audit',
          says: 'an audit sees no drift where there is none (left: what it says is counted; right: stored)',
          where: `${room} ${windowName(wrong.window)}`,
          left: tallyName(wrong.counted),
          right: tallyName(wrong.actual),
        })
      return `${room}: ${report.drift.length} drift, ${report.unsettled.length} unsettled`
    })

  const send = (body: string) => queue.send(body)
  /** Every open letter, or those that are left of it after a crash. Who gets no answer asks again. */
  const replay = (crashed?: string[]): string => {
    const left = crashed ?? []
    const task = async ({ letters, clock }: Ports, by: Actor): Promise<string> => {
      if (!crashed)
        left.push(...(await letters.list({ state: 'open', limit: 100 })).letters.map(({ key }) => key))
      const count = left.length
      const queueFor = () => scheduledQueue(world, by, send)
      while (left[0] !== undefined)
        await replayLetter({ letters, queueFor, clock }, left[0]).then(
          () => left.shift(),
          () => {},
        )
      return `${count} letters replayed`
    }
    return act('operator', task, () => void replay(left))
  }

  const sweep = (): string => {
    const gone = model.sweep(scheduler.now())
    expired.push(...gone)
    return `${gone.map(({ key }) => identityName(key)).join(', ') || 'nothing'} expires`
  }

  const corrupt = ({ room, window }: Operation & { do: 'corrupt' }): string => {
    const minute = window === 'total' ? window : minuteOf(START_MS)
    const add = tallyOf(labelOf.good!)
    const where = `${room} ${windowName(minute)}`
    const write = { room, puts: [], adds: [{ window: minute, shard: 0, add }], atMs: scheduler.now() }
    void model.store.write(write)
    corrupted.add(room)
    drift.set(where, plus(drift.get(where) ?? nothing, add))
    return `${where} ${tallyName(add)}`
  }

  const perform = (operation: Operation): string => {
    switch (operation.do) {
      case 'post':
        posted.push(bodyOf(operation))
        send(bodyOf(operation))
        return nameOf(operation)
      case 'again': {
        const body = posted[operation.nth % posted.length]
        if (body !== undefined) send(body)
        return body === undefined ? 'nothing yet' : bodyName(body)
      }
      case 'erase':
        return eraseUntilDone(operation)
      case 'wait':
        scheduler.pass(operation.days * DAY_MS)
        return `${operation.days} days`
      case 'sweep':
        return sweep()
      case 'audit':
        return audit(operation.room, operation.repair)
      case 'replay':
        return replay()
      case 'corrupt':
        return corrupt(operation)
      case 'grow':
        void model.store.growShards(plan.shards + 1)
        return `${plan.shards + 1} shards`
    }
  }

  const consumers: Consumer[] = [
    ...plan.workers.map((batch, at) => ({
      name: `worker ${at + 1}`,
      from: queue.waiting,
      batch,
      isBusy: false,
      process: (ports: Ports, deliveries: Delivery[]) =>
        processBatch(ports, deliveries, { deadlineMs: scheduler.now() + batchMs }),
    })),
    { name: 'collector', from: queue.givenUp, batch: COLLECTOR_BATCH, isBusy: false, process: giveUp },
  ]

  /** No request is under way for weeks: what is remembered outlives the horizon by two days, for requests to end in. */
  const isTime = ({ do: what }: Operation) => what !== 'wait' || scheduler.isQuiet()

  const nextOperation = (): Event[] =>
    todo
      .slice(0, 1)
      .filter(isTime)
      .map(operation => ({
        who: 'people',
        what: operation.do,
        happen: () => perform(todo.shift()!),
      }))

  return {
    scheduler,
    queue,
    observed: { contents: model.contents, expired, erased, drift },
    complaints,
    perform,
    /** From now on everything goes well, in order, and there is time for it. */
    calmDown: (): void => {
      scheduler.calmDown()
      batchMs = CALM_BATCH_MS
    },
    /** What could happen next, besides calls that wait for their turn. */
    events: (): Event[] => {
      if (todo.length > 0 && plan.operations.length - todo.length < plan.backlog) return nextOperation()
      const ready = consumers.filter(({ isBusy, from }) => !isBusy && from.length > 0)
      return [...ready.map(consume), ...nextOperation(), ...queue.returns(bodyName)]
    },
  }
}

const outcomeName = (outcome: Outcome): string =>
  outcome.is === 'rejected' ? `rejected (${outcome.reason})` : outcome.is
