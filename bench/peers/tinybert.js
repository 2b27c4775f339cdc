/*
 * A TinyBERT-4L-312 for sentiment (4 layers x 312, 12 heads, 1,200 inner, 3 labels; Jiao et al. 2020), fp32, of random
 * weights: as fast as a trained one, and made here because no hub is asked. The graph is the one that exporting from
 * PyTorch gives, so that ONNX Runtime fuses in it what it fuses there.
 */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import proto from 'onnx-proto'

const { onnx } = proto
const { FLOAT, INT64 } = onnx.TensorProto.DataType
const { FLOAT: A_FLOAT, INT, INTS } = onnx.AttributeProto.AttributeType

const SHAPE = { layers: 4, hidden: 312, heads: 12, inner: 1200, positions: 512, labels: 3 }
const HEAD = SHAPE.hidden / SHAPE.heads

/** A folder as transformers.js reads it; `vocabulary` is the vocab.txt whose pieces it splits into. */
export const makeTinyBert = async (folder, vocabulary) => {
  const pieces = (await readFile(vocabulary, 'utf8')).trimEnd().split('\n')
  const scratch = `${folder}.${process.pid}`
  await mkdir(join(scratch, 'onnx'), { recursive: true })
  await writeFile(join(scratch, 'config.json'), JSON.stringify(config(pieces.length)))
  await writeFile(join(scratch, 'tokenizer.json'), JSON.stringify(tokenizer(pieces)))
  await writeFile(
    join(scratch, 'tokenizer_config.json'),
    JSON.stringify({ tokenizer_class: 'BertTokenizer', model_max_length: 128, pad_token: '[PAD]' }),
  )
  await writeFile(join(scratch, 'onnx', 'model.onnx'), network(pieces.length))
  await rename(scratch, folder)
}

const config = vocabularySize => ({
  model_type: 'bert',
  architectures: ['BertForSequenceClassification'],
  vocab_size: vocabularySize,
  hidden_size: SHAPE.hidden,
  num_hidden_layers: SHAPE.layers,
  num_attention_heads: SHAPE.heads,
  intermediate_size: SHAPE.inner,
  max_position_embeddings: SHAPE.positions,
  type_vocab_size: 2,
  id2label: { 0: 'negative', 1: 'neutral', 2: 'positive' },
})

const tokenizer = pieces => ({
  version: '1.0',
  truncation: null,
  padding: null,
  added_tokens: ['[PAD]', '[UNK]', '[CLS]', '[SEP]'].map(content => ({
    id: pieces.indexOf(content),
    content,
    special: true,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
  })),
  normalizer: {
    type: 'BertNormalizer',
    clean_text: true,
    handle_chinese_chars: true,
    strip_accents: null,
    lowercase: true,
  },
  pre_tokenizer: { type: 'BertPreTokenizer' },
  post_processor: {
    type: 'BertProcessing',
    sep: ['[SEP]', pieces.indexOf('[SEP]')],
    cls: ['[CLS]', pieces.indexOf('[CLS]')],
  },
  decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
  model: {
    type: 'WordPiece',
    unk_token: '[UNK]',
    continuing_subword_prefix: '##',
    max_input_chars_per_word: 100,
    vocab: Object.fromEntries(pieces.map((piece, id) => [piece, id])),
  },
})

const network = vocabularySize => {
  const graph = drawing()
  const { op, weight, ints, float } = graph
  const dense = (x, from, to) => op('Add', [op('MatMul', [x, weight([from, to])]), weight([to])])
  const norm = x =>
    op('LayerNormalization', [x, weight([SHAPE.hidden], 1), weight([SHAPE.hidden])], {
      axis: -1,
      epsilon: 1e-12,
    })
  const { hidden, heads, inner } = SHAPE

  const length = op('Slice', [op('Shape', ['input_ids']), ints([1]), ints([2])])
  const positions = op('Slice', [weight([SHAPE.positions, hidden]), ints([0]), length, ints([0])])
  const words = op('Gather', [weight([vocabularySize, hidden]), 'input_ids'])
  const types = op('Gather', [weight([2, hidden]), 'token_type_ids'])
  let x = norm(op('Add', [op('Add', [words, types]), positions]))

  const mask = op('Unsqueeze', [op('Cast', ['attention_mask'], { to: FLOAT }), ints([1, 2])])
  const bias = op('Mul', [op('Sub', [float(1), mask]), float(-10_000)])
  const split = ints([0, 0, heads, HEAD])
  const joined = ints([0, 0, hidden])
  for (let layer = 0; layer < SHAPE.layers; layer++) {
    const head = perm => op('Transpose', [op('Reshape', [dense(x, hidden, hidden), split])], { perm })
    const [q, k, v] = [head([0, 2, 1, 3]), head([0, 2, 3, 1]), head([0, 2, 1, 3])]
    const scores = op('Add', [op('Div', [op('MatMul', [q, k]), float(Math.sqrt(HEAD))]), bias])
    const context = op('MatMul', [op('Softmax', [scores], { axis: -1 }), v])
    const merged = op('Reshape', [op('Transpose', [context], { perm: [0, 2, 1, 3] }), joined])
    x = norm(op('Add', [dense(merged, hidden, hidden), x]))
    const h = dense(x, hidden, inner)
    const erf = op('Add', [op('Erf', [op('Div', [h, float(Math.SQRT2)])]), float(1)])
    x = norm(op('Add', [dense(op('Mul', [op('Mul', [h, erf]), float(0.5)]), inner, hidden), x]))
  }
  const first = op('Gather', [x, graph.scalar(0)], { axis: 1 })
  graph.output('logits', dense(op('Tanh', [dense(first, hidden, hidden)]), hidden, SHAPE.labels))
  return graph.encode()
}

/** Collects nodes and constants, each under a name of its own, which it gives back. */
const drawing = () => {
  const node = []
  const initializer = []
  let made = 0
  const draw = randomNormal()
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
        Float32Array.from({ length: dims.reduce((a, b) => a * b) }, () => centre + 0.02 * draw()),
      ),
    ints: values => constant([values.length], INT64, BigInt64Array.from(values, BigInt)),
    scalar: value => constant([], INT64, BigInt64Array.of(BigInt(value))),
    float: value => constant([], FLOAT, Float32Array.of(value)),
    output: (name, from) =>
      node.push({ name, opType: 'Identity', input: [from], output: [name], attribute: [] }),
    encode: () =>
      onnx.ModelProto.encode({
        irVersion: 8,
        opsetImport: [{ domain: '', version: 17 }],
        graph: {
          name: 'tinybert',
          node,
          initializer,
          input: ['input_ids', 'attention_mask', 'token_type_ids'].map(name =>
            tensor(name, INT64, ['batch', 'length']),
          ),
          output: [tensor('logits', FLOAT, ['batch', SHAPE.labels])],
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

/** Nearly normal numbers, the same every time (sum of four draws of Park and Miller's generator). */
const randomNormal = () => {
  let seed = 2026
  const draw = () => {
    seed = (seed * 48_271) % 2_147_483_647
    return seed / 2_147_483_647
  }
  return () => (draw() + draw() + draw() + draw() - 2) * Math.sqrt(3)
}
