/** Stands in for handler-worker.ts: does what the first body of a batch says, or the first text that is to be encoded. */
import { parentPort } from 'node:worker_threads'
import type { SQSEvent } from 'aws-lambda'
import type { Answer, Ask } from '../../../functions/hosts/worker-handler.ts'

const send = (answer: Answer<unknown>) => parentPort?.postMessage(answer)

if (process.env.REFUSE) throw new Error(`cannot start: ${process.env.REFUSE}`)
let asked = 0
const spoken = (text: string): Uint8Array =>
  new TextEncoder().encode(text === 'who are you' ? `I was asked ${asked} times` : text)

parentPort?.on('message', ({ id, event, handler, deadlineMs }: Ask<SQSEvent | string[]>) => {
  asked++
  const order = Array.isArray(event) ? event[0] : event.Records[0]?.body
  if (order === 'die') process.exit(3)
  if (order === 'crash') throw new Error('out of luck')
  if (order === 'loop') while (order === 'loop');
  if (order === 'refuse') return send({ is: 'thrown', id, message: 'refused' })
  if (Array.isArray(event)) {
    const answer = () => send({ is: 'answered', id, response: event.map(spoken) })
    return order === 'be slow' ? void setTimeout(answer, 200) : answer()
  }
  const itemIdentifier = `${handler} ${order} ${deadlineMs > Date.now() ? 'in time' : 'late'}`
  send({ is: 'answered', id, response: { batchItemFailures: [{ itemIdentifier }] } })
})
send({ is: 'ready' })
