import fc from 'fast-check'
import { expect, test } from 'vitest'
import { makeEncoder } from '../../../functions/model/encoder.ts'
import { type Batch, type Session, TOKENS_PER_RUN } from '../../../functions/model/network.ts'
import { DIMENSIONS, vectorReader } from '../../../functions/questions/vector.ts'

const words = ['when', 'is', 'lunch', 'where', 'are', 'slides', 'nothing', 'broken']
const pieces = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', ...words]
const settings = { model: 'toy@0000000', cosine: 0.5, maxTokens: 32 }
const read = vectorReader(settings.model)

/** What a run gives: as the shipped network, the mean over what is no padding; of "nothing" zeros, of "broken" no number. */
const means = () => {
  const batches: Batch[] = []
  const rowOf = (ids: readonly bigint[]): number[] => {
    if (ids.includes(BigInt(pieces.indexOf('nothing')))) return Array(DIMENSIONS).fill(0)
    const row = Array<number>(DIMENSIONS).fill(0)
    for (const [at, id] of ids.entries()) row[(Number(id) * 31 + at) % DIMENSIONS]! += 1 / ids.length
    return ids.includes(BigInt(pieces.indexOf('broken'))) ? row.with(5, Number.NaN) : row
  }
  const run: Session['run'] = async batch => {
    batches.push(batch)
    const { ids, mask, rows, width } = batch
    const unpadded = (row: number) =>
      [...ids.subarray(row * width, (row + 1) * width)].filter((_, at) => mask[row * width + at] === 1n)
    return Float32Array.from([...Array(rows).keys()].flatMap(row => rowOf(unpadded(row))))
  }
  return { batches, run }
}

const text = fc.oneof(
  fc.array(fc.constantFrom(...words), { maxLength: 60 }).map(some => some.join(' ')),
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.constantFrom('', ' \t', '\u200b\ufeff', '👏👏', 'é'.repeat(200)),
)

test('any texts get as many answers in their order, and the vector of a text is that of the text alone', async () => {
  const { encode } = makeEncoder(means(), pieces, settings)
  await fc.assert(
    fc.asyncProperty(fc.array(text, { maxLength: 60 }), async texts => {
      const together = await encode(texts)
      expect(together).toHaveLength(texts.length)
      for (const [at, one] of texts.entries()) expect(await encode([one])).toEqual([together[at]])
    }),
    { numRuns: 60 },
  )
})

test('what comes back is empty or a vector of this model that can be compared', async () => {
  const { encode } = makeEncoder(means(), pieces, settings)
  await fc.assert(
    fc.asyncProperty(fc.array(text, { maxLength: 20 }), async texts => {
      for (const bytes of await encode(texts)) if (bytes) expect(read(bytes).is).toBe('vector')
    }),
    { numRuns: 60 },
  )
})

test('a text that has no tokens, all zeros or a number that is none has no vector, and its neighbours have theirs', async () => {
  const network = means()
  const { encode } = makeEncoder(network, pieces, settings)
  const [when, ...others] = await encode(['when is lunch', '', 'is nothing', 'is broken', '\u200b', 'slides'])
  expect(others.map(bytes => bytes?.length)).toEqual([undefined, undefined, undefined, undefined, 392])
  expect(await encode(['when is lunch'])).toEqual([when])
  expect(network.batches.every(({ rows }) => rows > 0)).toBe(true)
})

test('the largest number of a vector is 127, whatever the lengths of texts', async () => {
  const { encode } = makeEncoder(means(), pieces, settings)
  const packed = await encode(['lunch', 'when '.repeat(500)])
  for (const bytes of packed) {
    const vector = read(bytes)
    expect(vector.is === 'vector' && Math.max(...vector.vector.map(Math.abs))).toBe(127)
  }
})

test('texts share runs up to a budget of tokens, and none is longer than what the model reads', async () => {
  const network = means()
  await makeEncoder(network, pieces, settings).encode(
    Array(40).fill('when is lunch').concat('is '.repeat(400)),
  )
  expect(network.batches.length).toBeLessThan(10)
  for (const { rows, width } of network.batches) {
    expect(width).toBeLessThanOrEqual(settings.maxTokens)
    expect(rows * width).toBeLessThanOrEqual(TOKENS_PER_RUN)
  }
})

test('no texts ask the network nothing', async () => {
  const network = means()
  const { encode } = makeEncoder(network, pieces, settings)
  expect([await encode([]), await encode(['', ' '])]).toEqual([[], [undefined, undefined]])
  expect(network.batches).toEqual([])
})

test('a network that gives another number of dimensions, or fails, rejects the call', async () => {
  const short: Session = { run: async ({ rows }) => new Float32Array(rows * 256) }
  await expect(makeEncoder(short, pieces, settings).encode(['lunch'])).rejects.toThrow(
    'toy@0000000 gave 256 numbers for 1 texts, not 384 for each',
  )
  const failing: Session = { run: () => Promise.reject(new Error('out of memory')) }
  await expect(makeEncoder(failing, pieces, settings).encode(['lunch'])).rejects.toThrow('out of memory')
})
