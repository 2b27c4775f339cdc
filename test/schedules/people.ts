/* People who post, erase, wait, audit, replay and count by hand. */
import { type AuditReport, type AuditRest, auditRoom } from '../../functions/pipeline/audit.ts'
import { editLetter } from '../../functions/pipeline/edit-letter.ts'
import { erase } from '../../functions/pipeline/erase.ts'
import { minuteOf, nothing, plus, tallyOf } from '../../functions/pipeline/mood.ts'
import type { Ports } from '../../functions/pipeline/ports.ts'
import { replayLetter } from '../../functions/pipeline/replay.ts'
import { eraseAuthorTask, erasureBodyOf, erasureName } from './corrections.ts'
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
import type { Operation } from './plan.ts'
import { portsOf, scheduledQueue } from './ports.ts'
import { relabelAll } from './relabellers.ts'
import type { Actor } from './scheduler.ts'
import type { World } from './stage.ts'

/** How long an erasure and an audit have before they give up. */
const ERASE_MS = 8_000
const AUDIT_MS = 600_000

type Do<What> = Operation & { do: What }

/** Does one operation, or begins it. `putBack` takes an operation whose doer has crashed. */
export const peopleOf = (world: World, putBack: (operation: Operation) => void) => {
  const posted: string[] = []
  const post = (operation: Do<'post'>): string => {
    posted.push(bodyOf(operation))
    world.queue.send(bodyOf(operation))
    return nameOf(operation)
  }
  const postErasure = (operation: Do<'post erasure'>): string => {
    posted.push(erasureBodyOf(operation))
    world.queue.send(erasureBodyOf(operation))
    return erasureName(operation)
  }
  const again = ({ nth }: Do<'again'>): string => {
    const body = posted[nth % posted.length]
    if (body === undefined) return 'nothing yet'
    world.queue.send(body)
    return world.bodyName(body)
  }
  return (operation: Operation): string => {
    switch (operation.do) {
      case 'post':
        return post(operation)
      case 'again':
        return again(operation)
      case 'erase':
        return eraseUntilDone(world, operation, putBack)
      case 'post erasure':
        return postErasure(operation)
      case 'erase author':
        return act(world, 'author eraser', eraseAuthorTask(world, operation), () => putBack(operation))
      case 'wait':
        world.scheduler.pass(operation.days * DAY_MS)
        return `${operation.days} days`
      case 'sweep':
        return sweep(world)
      case 'audit':
        return audit(world, operation)
      case 'replay':
        return replay(world)
      case 'edit':
        return edit(world)
      case 'corrupt':
        return corrupt(world, operation)
      case 'relabel':
        return act(world, 'relabeller', (ports, by) =>
          relabelAll({ world, by, ports, room: operation.room, model: operation.by }),
        )
      case 'grow':
        return grow(world)
    }
  }
}

/** Code that makes its calls as `name`. It ends by itself, by an error that a call gave it, or in a crash. */
export const act = (
  world: World,
  name: string,
  task: (ports: Ports, by: Actor) => Promise<string>,
  onCrash: () => void = () => {},
): string => {
  const by = { name, onCrash }
  task(portsOf(world, by), by).then(
    result => world.scheduler.note(name, result),
    error => world.scheduler.note(name, `gives up: ${error.message}`),
  )
  return 'begins'
}

const eraseUntilDone = (
  world: World,
  operation: Do<'erase'>,
  putBack: (operation: Operation) => void,
): string => {
  const { room, id } = operation
  const key = keyOf(operation)
  const task = async (ports: Ports): Promise<string> => {
    const limits = { deadlineMs: world.scheduler.now() + ERASE_MS }
    const erasure = await erase(ports, { room, key }, limits).catch(() => undefined)
    if (erasure === undefined) return task(ports)
    world.observed.erased.add(key)
    return `${room}/${id}: ${erasure}`
  }
  return act(world, 'eraser', task, () => putBack(operation))
}

/** In steps of a slice each, or at once. */
const audit = (world: World, { room, repair, inSteps = false }: Do<'audit'>): string =>
  act(world, 'auditor', async ({ store, clock }) => {
    const found = { drift: 0, unsettled: 0 }
    let rest: AuditRest | undefined
    do {
      const options = { repair, rest, pauseMs: inSteps ? 0 : undefined, deadlineMs: clock.now() + AUDIT_MS }
      const report = await auditRoom({ store, clock }, room, options)
      complainOf(world, report)
      found.drift += report.drift.length
      found.unsettled += report.unsettled.length
      rest = report.rest
    } while (rest)
    return `${room}: ${found.drift} drift, ${found.unsettled} unsettled`
  })

const complainOf = (world: World, { room, drift: [wrong] }: AuditReport): void => {
  if (!wrong || world.observed.corrupted.has(room)) return
  world.complaints.push({
    invariant: 'audit',
    says: 'an audit sees no drift where there is none (left: what it says is counted; right: stored)',
    where: `${room} ${windowName(wrong.window)}`,
    left: tallyName(wrong.counted),
    right: tallyName(wrong.actual),
  })
}

/** Every open letter, once. Whoever crashes or gets no answer leaves the rest as it is. */
const replay = (world: World): string => {
  const task = async ({ letters, clock }: Ports, by: Actor): Promise<string> => {
    const open = (await letters.list({ state: 'open', limit: 100 })).letters
    const queueFor = () => scheduledQueue(world, by, world.queue.send)
    for (const { key } of open) await replayLetter({ letters, queueFor, clock }, key).catch(() => {})
    return `${open.length} letters replayed`
  }
  return act(world, 'operator', task)
}

/** Mends every open letter that needs it, once. The message and its identity stay what they were. */
const edit = (world: World): string => {
  const task = async ({ letters, clock }: Ports): Promise<string> => {
    const open = (await letters.list({ state: 'open', limit: 100 })).letters
    for (const letter of open) {
      const mended = world.mendedBody(Buffer.from(letter.body, 'base64').toString())
      if (mended) await editLetter({ letters, clock }, letter, Buffer.from(mended)).catch(() => {})
    }
    return `${open.length} letters looked at`
  }
  return act(world, 'editor', task)
}

const sweep = ({ model, scheduler, observed }: World): string => {
  const gone = model.sweep(scheduler.now())
  observed.expired.push(...gone)
  return `${gone.map(({ key }) => identityName(key)).join(', ') || 'nothing'} expires`
}

const corrupt = ({ model, scheduler, observed }: World, { room, window }: Do<'corrupt'>): string => {
  const counter = window === 'total' ? window : minuteOf(START_MS)
  const add = tallyOf({ ...labelOf.good!, model: 'stub' })
  const where = `${room} ${windowName(counter)}`
  const adds = [{ window: counter, shard: 0, add }]
  void model.store.write({ room, puts: [], adds, atMs: scheduler.now() })
  observed.corrupted.add(room)
  observed.drift.set(where, plus(observed.drift.get(where) ?? nothing, add))
  return `${where} ${tallyName(add)}`
}

const grow = ({ model, shards }: World): string => {
  void model.store.growShards(shards + 1)
  return `${shards + 1} shards`
}
