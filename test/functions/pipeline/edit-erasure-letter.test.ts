import { expect, test } from 'vitest'
import { editLetter } from '../../../functions/pipeline/edit-letter.ts'
import { processBatch } from '../../../functions/pipeline/process-batch.ts'
import { replayLetter } from '../../../functions/pipeline/replay.ts'
import { bench, deliveryOf, limits, standing, totalOf } from './samples.ts'

const text = (fields: object) => JSON.stringify({ room: 'hall', id: 'q-1', ...fields })

/** A counted message, and a letter beside it that is edited and replayed. */
const mended = async (came: string, edited: string) => {
  const on = bench()
  await processBatch(on.ports, [deliveryOf(), deliveryOf(came)], limits)
  const [letter] = on.contents.letters.values()
  const edit = await editLetter({ ...on }, letter!, Buffer.from(edited))
  const sent: string[] = []
  const queueFor = () => ({
    name: 'posted',
    send: async (bodies: readonly string[]) => void sent.push(...bodies),
  })
  await replayLetter({ letters: on.letters, queueFor, clock: on.clock }, letter!.key)
  for (const body of sent) await processBatch(on.ports, [deliveryOf(body)], limits)
  return { on, edit }
}

test.each([
  ['that lacked its id is mended', '{"room":"hall","erased":true}', text({ erased: true })],
  ['that said it wrong is mended', text({ erased: 'yes' }), text({ erased: true })],
  ['can take the place of a message that cannot be counted', text({ text: ' ' }), text({ erased: true })],
])('an erasure %s, and then erases, once', async (_, came, edited) => {
  const { on, edit } = await mended(came, edited)
  expect(edit).toMatchObject({ is: 'edited', letter: { room: 'hall' } })
  expect(standing(on)?.is).toBe('erased')
  expect(totalOf(on).n).toBe(0)
})

test('an erasure cannot be edited to erase another message', async () => {
  const { on, edit } = await mended(text({ erased: 'yes' }), text({ id: 'q-2', erased: true }))
  expect(edit).toMatchObject({
    is: 'refused',
    why: expect.stringMatching(/message's id from "q-1" to "q-2"/),
  })
  expect(totalOf(on).n).toBe(1)
})
