import { readFile } from 'node:fs/promises'
import { beforeAll, expect, test } from 'vitest'
import { type OnnxSession, onnxSession } from '../../../functions/adapters/onnx-session.ts'
import type { Batch } from '../../../functions/model/network.ts'
import { columnsOf } from '../../../schemas/model.ts'

let network: Buffer
let session: OnnxSession
beforeAll(async () => {
  network = await readFile('models/sentiment/model.onnx')
  session = await onnxSession(network)
})

const batch = (rows: readonly (readonly number[])[]): Batch => {
  const width = Math.max(...rows.map(row => row.length))
  const cells = rows.flatMap(row => Array.from({ length: width }, (_, at) => row[at]))
  return {
    ids: BigInt64Array.from(cells, id => BigInt(id ?? 0)),
    mask: BigInt64Array.from(cells, id => (id === undefined ? 0n : 1n)),
    rows: rows.length,
    width,
  }
}

test('a run gives as many logits for each row as model.json names, whatever the shape', async () => {
  const columns = columnsOf(JSON.parse(await readFile('models/sentiment/model.json', 'utf8')))
  for (const rows of [1, 2, 7]) {
    const logits = await session.run(
      batch(Array.from({ length: rows }, (_, at) => [2, 196, ...Array(at).fill(43), 3])),
    )
    expect(logits).toHaveLength(rows * columns)
    expect([...logits].every(Number.isFinite)).toBe(true)
  }
})

test('padding changes next to nothing', async () => {
  const alone = await session.run(batch([[2, 167, 1060, 154, 177, 3]]))
  const padded = await session.run(
    batch([
      [2, 167, 1060, 154, 177, 3],
      [2, ...Array(20).fill(43), 3],
    ]),
  )
  for (const [at, logit] of alone.entries()) expect(Math.abs(padded[at]! - logit)).toBeLessThan(1)
})

test('every run lets the event loop turn, so that store requests go on', async () => {
  let turns = 0
  let isOver = false
  const turn = () => {
    turns++
    if (!isOver) setImmediate(turn)
  }
  setImmediate(turn)
  for (let run = 0; run < 10; run++) await session.run(batch([[2, 196, 3]]))
  isOver = true
  expect(turns).toBeGreaterThanOrEqual(10)
})

test('it says what the network takes and gives', () => {
  expect(session.inputs.toSorted()).toEqual(['attention_mask', 'input_ids'])
  expect(session.outputs).toEqual(['logits'])
})

test('a network that is cut short, or none at all, is an error', async () => {
  for (const bytes of [network.subarray(0, network.length / 2), Buffer.from('no network'), Buffer.alloc(0)])
    await expect(onnxSession(bytes)).rejects.toThrow()
})
