import { expect, test } from 'vitest'
import { checkSizes, type Packed, type Zip } from '../../scripts/package-limits.ts'

/** { 'a.so': [unpacked, packed] }, in MB -> the zip of a function. */
const zipOf = (name: string, files: Record<string, [unpacked: number, packed: number]>): Zip => ({
  name,
  bytes: Object.values(files).reduce((sum, [, packed]) => sum + packed * 1e6, 0),
  entries: Object.entries(files).map(([file, [unpacked, packed]]) => ({
    name: file,
    sizeBytes: unpacked * 1e6,
    packedBytes: packed * 1e6,
  })),
})
const similarity = 'models/similarity'
const classify = (packed: number, unpacked = 60, model = 'models/sentiment') =>
  zipOf('classify-sqs', { 'index.mjs': [1, 1], [`${model}/model.onnx`]: [unpacked - 1, packed - 1] })
/** With the similarity model beside it. */
const withBoth = (packed: number, model: string) =>
  zipOf('classify-sqs', {
    [`${model}/model.onnx`]: [20, packed - 14],
    [`${similarity}/model.onnx`]: [18, 14],
  })
const packed: Packed = { arch: 'arm64', model: 'models/sentiment' }

test.each([
  ['arm64', 'models/sentiment', 30],
  ['x64', 'models/sentiment', 37],
  ['arm64', 'models/sentiment-small', 25],
  ['x64', 'models/sentiment-small', 31],
  ['arm64', 'models/of-yours', 30],
] as const)('on %s, a zip with %s may have %i MB and no more', (arch, chosen, limit) => {
  expect(checkSizes([classify(limit, 60, chosen)], { arch, model: chosen })).toEqual([])
  expect(checkSizes([classify(limit + 0.1, 60, chosen)], { arch, model: chosen })).toEqual([
    expect.stringContaining(`the zip of classify-sqs has ${limit}.1 MB, over its limit of ${limit}.0 MB`),
  ])
})

test.each([
  ['arm64', 'models/sentiment', 46],
  ['x64', 'models/sentiment', 50],
  ['arm64', 'models/sentiment-small', 41],
  ['x64', 'models/sentiment-small', 47],
] as const)(
  'on %s, %s and the similarity model may have %i MB together, and never more than is taken at once',
  (arch, model, limit) => {
    const both = { arch, model, similarity }
    expect(checkSizes([withBoth(limit, model)], both)).toEqual([])
    expect(checkSizes([withBoth(limit + 0.1, model)], both)).toEqual([
      expect.stringContaining(`over its limit of ${limit}.0 MB`),
    ])
    expect(checkSizes([withBoth(limit, model)], { arch, model })).toHaveLength(1)
  },
)

test('what carries the similarity model alone may have what any model may', () => {
  const questions = (packed: number) => zipOf('questions', { [`${similarity}/model.onnx`]: [60, packed] })
  const both = { ...packed, similarity }
  expect(checkSizes([questions(30)], both)).toEqual([])
  expect(checkSizes([questions(30.1)], both)).toHaveLength(1)
})

test('whatever is packed, it may unpack to 90 MB and no more', () => {
  expect(checkSizes([classify(20, 90)], packed)).toEqual([])
  expect(checkSizes([classify(20, 91)], packed)).toEqual([expect.stringContaining('unpacks to 91.0 MB')])
})

test('a function without a model may have 2 MB and no more', () => {
  expect(checkSizes([zipOf('query', { 'index.mjs': [8, 2] })], packed)).toEqual([])
  expect(checkSizes([zipOf('query', { 'index.mjs': [8, 2.1] })], packed)).toEqual([
    expect.stringMatching(
      /query has 2\.1 MB, over its limit of 2\.0 MB.+see what functions\/query\.ts imports/,
    ),
  ])
})

test('what is over its limit names its five largest files, largest first', () => {
  const files = Object.fromEntries(
    [1, 2, 3, 4, 5, 6].map(size => [`f${size}`, [size, size] as [number, number]]),
  )
  const [fault] = checkSizes([zipOf('query', files)], packed)
  expect(fault).toContain('f6 6.0 MB, f5 5.0 MB, f4 4.0 MB, f3 3.0 MB, f2 2.0 MB.')
})

test('a shadow model comes on top of the limits', () => {
  const shadowed = zipOf('classify-sqs', { 'model.onnx': [88, 30], 'models/nano/model.onnx': [5, 3] })
  expect(checkSizes([shadowed], { ...packed, shadow: 'models/nano' })).toEqual([])
  expect(checkSizes([shadowed], packed)).toHaveLength(2)
})
