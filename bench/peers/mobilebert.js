/*
 * A MobileBERT for sentiment (Sun et al. 2020) as an ONNX graph in fp32, of random weights: 24 layers that are 512 wide
 * between them and 128 inside, 4 heads, four feed-forward networks a layer, words of 128 with their neighbours, "NoNorm"
 * and ReLU. 24.6 million weights, as google/mobilebert-uncased has.
 */
import { drawing, FLOAT } from './bert.js'

const SHAPE = {
  layers: 24,
  hidden: 512,
  inside: 128,
  word: 128,
  heads: 4,
  inner: 512,
  networks: 4,
  positions: 512,
  labels: 3,
}

/** The bytes of a model.onnx. */
export const mobileBertNetwork = vocabularySize => {
  const graph = drawing()
  const { layers, hidden, inside, labels } = SHAPE
  const parts = partsOf(graph)
  let x = embedded(graph, parts, vocabularySize)
  const bias = maskBias(graph)
  for (let layer = 0; layer < layers; layer++) {
    const narrow = parts.noNorm(parts.dense(x, hidden, inside), inside)
    const shared = parts.noNorm(parts.dense(x, hidden, inside), inside)
    let y = parts.noNorm(graph.op('Add', [attention(graph, parts, shared, x, bias), narrow]), inside)
    for (let network = 0; network < SHAPE.networks; network++) y = feedForward(graph, parts, y)
    x = parts.noNorm(graph.op('Add', [parts.dense(y, inside, hidden), x]), hidden)
  }
  const first = graph.op('Gather', [x, graph.scalar(0)], { axis: 1 })
  graph.output('logits', parts.dense(first, hidden, labels))
  return graph.encode(labels)
}

const partsOf = ({ op, weight }) => ({
  dense: (x, from, to) => op('Add', [op('MatMul', [x, weight([from, to])]), weight([to])]),
  /** What stands for layer normalisation: a scale and a shift for each column. */
  noNorm: (x, width) => op('Add', [op('Mul', [x, weight([width], 1)]), weight([width])]),
})

/** Each word with the one before it and the one after it. */
const embedded = ({ op, weight, ints }, { dense, noNorm }, vocabularySize) => {
  const { hidden, word, positions: places } = SHAPE
  const words = op('Gather', [weight([vocabularySize, word]), 'input_ids'])
  const padded = op('Pad', [words, ints([0, 1, 0, 0, 1, 0])])
  const end = 2 ** 31
  const before = op('Slice', [padded, ints([0]), ints([-2]), ints([1])])
  const after = op('Slice', [padded, ints([2]), ints([end]), ints([1])])
  const joined = dense(op('Concat', [after, words, before], { axis: 2 }), 3 * word, hidden)
  const length = op('Slice', [op('Shape', ['input_ids']), ints([1]), ints([2])])
  const positions = op('Slice', [weight([places, hidden]), ints([0]), length, ints([0])])
  const types = op('Gather', [weight([2, hidden]), 'token_type_ids'])
  return noNorm(op('Add', [op('Add', [joined, positions]), types]), hidden)
}

const maskBias = ({ op, ints, float }) => {
  const mask = op('Unsqueeze', [op('Cast', ['attention_mask'], { to: FLOAT }), ints([1, 2])])
  return op('Mul', [op('Sub', [float(1), mask]), float(-10_000)])
}

/** Queries and keys are of the narrow input, values of the wide one. */
const attention = ({ op, ints, float }, { dense }, shared, wide, bias) => {
  const { hidden, inside, heads } = SHAPE
  const size = inside / heads
  const head = (x, perm) => op('Transpose', [op('Reshape', [x, ints([0, 0, heads, size])])], { perm })
  const q = head(dense(shared, inside, inside), [0, 2, 1, 3])
  const k = head(dense(shared, inside, inside), [0, 2, 3, 1])
  const v = head(dense(wide, hidden, inside), [0, 2, 1, 3])
  const scores = op('Add', [op('Div', [op('MatMul', [q, k]), float(Math.sqrt(size))]), bias])
  const context = op('MatMul', [op('Softmax', [scores], { axis: -1 }), v])
  const merged = op('Reshape', [op('Transpose', [context], { perm: [0, 2, 1, 3] }), ints([0, 0, inside])])
  return dense(merged, inside, inside)
}

const feedForward = ({ op }, { dense, noNorm }, x) => {
  const { inside, inner } = SHAPE
  const h = dense(op('Relu', [dense(x, inside, inner)]), inner, inside)
  return noNorm(op('Add', [h, x]), inside)
}
