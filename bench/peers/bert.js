/*
 * A BERT for classification as an ONNX graph in fp32, of random weights: as fast as a trained one, and made here because
 * no hub is asked.
 */
import proto from 'onnx-proto'

const { onnx } = proto
export const { FLOAT, INT64 } = onnx.TensorProto.DataType
const { FLOAT: A_FLOAT, INT, INTS } = onnx.AttributeProto.AttributeType

/**
 * The bytes of a model.onnx. shape: { layers, hidden, heads, inner, positions, labels }. The graph is the one that
 * exporting from PyTorch gives, so that ONNX Runtime fuses in it what it fuses there.
 */
export const bertNetwork = (shape, vocabularySize) => {
  const graph = drawing()
  const { op, weight, ints, float } = graph
  const { layers, hidden, heads, inner, positions: places, labels } = shape
  const size = hidden / heads
  const dense = (x, from, to) => op('Add', [op('MatMul', [x, weight([from, to])]), weight([to])])
  const norm = x =>
    op('LayerNormalization', [x, weight([hidden], 1), weight([hidden])], { axis: -1, epsilon: 1e-12 })

  const length = op('Slice', [op('Shape', ['input_ids']), ints([1]), ints([2])])
  const positions = op('Slice', [weight([places, hidden]), ints([0]), length, ints([0])])
  const words = op('Gather', [weight([vocabularySize, hidden]), 'input_ids'])
  const types = op('Gather', [weight([2, hidden]), 'token_type_ids'])
  let x = norm(op('Add', [op('Add', [words, types]), positions]))

  const mask = op('Unsqueeze', [op('Cast', ['attention_mask'], { to: FLOAT }), ints([1, 2])])
  const bias = op('Mul', [op('Sub', [float(1), mask]), float(-10_000)])
  const split = ints([0, 0, heads, size])
  const joined = ints([0, 0, hidden])
  for (let layer = 0; layer < layers; layer++) {
    const head = perm => op('Transpose', [op('Reshape', [dense(x, hidden, hidden), split])], { perm })
    const [q, k, v] = [head([0, 2, 1, 3]), head([0, 2, 3, 1]), head([0, 2, 1, 3])]
    const scores = op('Add', [op('Div', [op('MatMul', [q, k]), float(Math.sqrt(size))]), bias])
    const context = op('MatMul', [op('Softmax', [scores], { axis: -1 }), v])
    const merged = op('Reshape', [op('Transpose', [context], { perm: [0, 2, 1, 3] }), joined])
    x = norm(op('Add', [dense(merged, hidden, hidden), x]))
    const h = dense(x, hidden, inner)
    const erf = op('Add', [op('Erf', [op('Div', [h, float(Math.SQRT2)])]), float(1)])
    x = norm(op('Add', [dense(op('Mul', [op('Mul', [h, erf]), float(0.5)]), inner, hidden), x]))
  }
  const first = op('Gather', [x, graph.scalar(0)], { axis: 1 })
  graph.output('logits', dense(op('Tanh', [dense(first, hidden, hidden)]), hidden, labels))
  return graph.encode(labels)
}

/** Collects nodes and constants, each under a name of its own, which it gives back. */
export const drawing = () => {
  const node = []
  const initializer = []
  let made = 0
  const drawn = someNormal()
  const constant = (dims, dataType, array) => {
    const name = `c${made++}`
    const rawData = new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
    initializer.push({ name, dims, dataType, rawData })
    return name
  }
  return {
    op: (opType, input, attributes = {}) => {
      const output = `${opType}${made++}`
      node.push({
        name: output,
        opType,
        input,
        output: [output],
        attribute: Object.entries(attributes).map(attribute),
      })
      return output
    },
    weight: (dims, centre = 0) =>
      constant(
        dims,
        FLOAT,
        filled(
          dims.reduce((a, b) => a * b),
          centre,
          drawn,
        ),
      ),
    ints: values => constant([values.length], INT64, BigInt64Array.from(values, BigInt)),
    scalar: value => constant([], INT64, BigInt64Array.of(BigInt(value))),
    float: value => constant([], FLOAT, Float32Array.of(value)),
    output: (name, from) =>
      node.push({ name, opType: 'Identity', input: [from], output: [name], attribute: [] }),
    encode: labels =>
      onnx.ModelProto.encode({
        irVersion: 8,
        opsetImport: [{ domain: '', version: 17 }],
        graph: {
          name: 'bert',
          node,
          initializer,
          input: ['input_ids', 'attention_mask', 'token_type_ids'].map(name =>
            tensor(name, INT64, ['batch', 'length']),
          ),
          output: [tensor('logits', FLOAT, ['batch', labels])],
        },
      }).finish(),
  }
}

const attribute = ([name, value]) => {
  if (Array.isArray(value)) return { name, type: INTS, ints: value }
  return Number.isInteger(value) ? { name, type: INT, i: value } : { name, type: A_FLOAT, f: value }
}

const tensor = (name, elemType, dims) => ({
  name,
  type: {
    tensorType: {
      elemType,
      shape: { dim: dims.map(dim => (typeof dim === 'string' ? { dimParam: dim } : { dimValue: dim })) },
    },
  },
})

/** Drawn once and then repeated: 110 million draws would take longer than all that is measured with them. */
const DRAWN = 65_537

const filled = (length, centre, drawn) => {
  const values = new Float32Array(length)
  for (let at = 0; at < length; at += DRAWN) values.set(drawn.subarray(0, Math.min(DRAWN, length - at)), at)
  return centre === 0 ? values : values.map(value => centre + value)
}

/** Nearly normal numbers, the same every time (sum of four draws of Park and Miller's generator). */
const someNormal = () => {
  let seed = 2026
  const draw = () => {
    seed = (seed * 48_271) % 2_147_483_647
    return seed / 2_147_483_647
  }
  const normal = () => (draw() + draw() + draw() + draw() - 2) * Math.sqrt(3)
  return Float32Array.from({ length: DRAWN }, () => 0.02 * normal())
}
