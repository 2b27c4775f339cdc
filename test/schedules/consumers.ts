/* Workers on the queue, and the collector on its dead-letter queue. */
import type { Delivery } from '../../events/delivery.ts'
import { readMessage } from '../../events/message.ts'
import { giveUp } from '../../functions/pipeline/give-up.ts'
import { messageKey } from '../../functions/pipeline/keys.ts'
import type { Outcome } from '../../functions/pipeline/outcome.ts'
import type { Ports } from '../../functions/pipeline/ports.ts'
import { processBatch } from '../../functions/pipeline/process-batch.ts'
import type { Entry } from './model-queue.ts'
import { changeFates } from './outcomes.ts'
import { portsOf } from './ports.ts'
import type { Actor, Event } from './scheduler.ts'
import type { World } from './stage.ts'

type Consumer = {
  name: string
  from: Entry[]
  batch: number
  isBusy: boolean
  process(ports: Ports, deliveries: Delivery[]): Promise<Outcome[]>
}

const COLLECTOR_BATCH = 10

/** Gives what could be received next; `batchMs` says how long a worker has for a batch that it receives now. */
export const consumersOn = (world: World, workers: readonly number[], batchMs: () => number) => {
  const { queue, scheduler } = world
  const consumers: Consumer[] = [
    ...workers.map((batch, at) => ({
      name: `worker ${at + 1}`,
      from: queue.waiting,
      batch,
      isBusy: false,
      process: (ports: Ports, deliveries: Delivery[]) =>
        processBatch(ports, deliveries, { deadlineMs: scheduler.now() + batchMs() }),
    })),
    { name: 'collector', from: queue.givenUp, batch: COLLECTOR_BATCH, isBusy: false, process: giveUp },
  ]
  return (): Event[] =>
    consumers
      .filter(({ isBusy, from }) => !isBusy && from.length > 0)
      .map(consumer => ({ who: consumer.name, what: 'receive', happen: () => receive(world, consumer) }))
}

const receive = (world: World, consumer: Consumer): string => {
  const { queue, scheduler, bodyName } = world
  const entries = queue.take(consumer.from, consumer.batch)
  const rest = () => {
    consumer.isBusy = false
  }
  consumer.isBusy = true
  work(world, consumer, { name: consumer.name, onCrash: rest }, entries)
    .catch(error => scheduler.note(consumer.name, `gives up: ${error.message}`))
    .then(rest)
  return entries.map(({ body, receives }) => `${bodyName(body)} (receive ${receives})`).join(', ')
}

const work = async (world: World, { process }: Consumer, by: Actor, entries: Entry[]): Promise<void> => {
  const outcomes = await process(portsOf(world, by), entries.map(toDelivery))
  noteErased(world, entries, outcomes)
  const done = entries.filter((_, at) => outcomes[at]!.is !== 'failed')
  const told = entries.map(({ body }, at) => `${world.bodyName(body)} ${outcomeName(outcomes[at]!)}`)
  await world.scheduler.call(by, {
    what: `delete ${done.length} of ${entries.length} from the queue: ${told.join(', ')}`,
    run: async () => world.queue.acknowledge(done),
    tell: () => 'deleted',
    fates: changeFates,
  })
}

/** What a worker says that it has erased has to stay so. */
const noteErased = ({ observed }: World, entries: readonly Entry[], outcomes: readonly Outcome[]): void => {
  for (const [at, { body }] of entries.entries()) {
    const read = readMessage(Buffer.from(body))
    if (read.is === 'erasure' && outcomes[at]!.is === 'erased') observed.erased.add(messageKey(read.identity))
  }
}

const toDelivery = ({ body, receives }: Entry): Delivery => ({
  body: Buffer.from(body),
  receives,
  origin: { source: 'sqs', name: 'posted', delivery: 'model' },
})

const outcomeName = (outcome: Outcome): string =>
  outcome.is === 'rejected' ? `rejected (${outcome.reason})` : outcome.is
