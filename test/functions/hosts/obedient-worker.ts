/** Stands in for handler-worker.ts: does what the first body of a batch says. */
import { parentPort } from 'node:worker_threads'
import type { Answer, Ask } from '../../../functions/hosts/worker-handler.ts'

const send = (answer: Answer) => parentPort?.postMessage(answer)

if (process.env.REFUSE) throw new Error(`cannot start: ${process.env.REFUSE}`)
parentPort?.on('message', ({ id, event, handler, deadlineMs }: Ask) => {
  const order = event.Records[0]?.body
  if (order === 'die') process.exit(3)
  if (order === 'crash') throw new Error('out of luck')
  if (order === 'loop') while (order === 'loop');
  if (order === 'refuse') return send({ is: 'thrown', id, message: 'refused' })
  const itemIdentifier = `${handler} ${order} ${deadlineMs > Date.now() ? 'in time' : 'late'}`
  send({ is: 'answered', id, response: { batchItemFailures: [{ itemIdentifier }] } })
})
send({ is: 'ready' })
