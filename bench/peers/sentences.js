/*
 * A sentence encoder of ours in a folder as transformers.js reads one: the same weights, but its output is a vector for
 * each token, as in the encoders that are published for it. It takes the mean and normalises by itself.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import proto from 'onnx-proto'
import { writeFolder } from './tinybert.js'

const { onnx } = proto

/** `source` is a folder of models/. */
export const makeSentences = async (folder, source) => {
  const pieces = (await readFile(join(source, 'vocab.txt'), 'utf8')).trimEnd().split('\n')
  const network = tokenNetwork(await readFile(join(source, 'model.onnx')))
  const config = { model_type: 'bert', architectures: ['BertModel'], vocab_size: pieces.length }
  await writeFolder(folder, config, pieces, network)
}

/** The network without what comes after its last layer: the mean of the tokens, and how it is turned. */
const tokenNetwork = bytes => {
  const model = onnx.ModelProto.decode(bytes)
  const { graph } = model
  const [last] = graph.node.findLast(({ opType }) => opType === 'LayerNormalization').output
  const needed = new Set([last])
  const node = graph.node.toReversed().filter(({ output, input }) => {
    const isNeeded = output.some(name => needed.has(name))
    if (isNeeded) for (const name of input) needed.add(name)
    return isNeeded
  })
  const initializer = graph.initializer.filter(({ name }) => needed.has(name))
  const name = 'last_hidden_state'
  const answer = { name, opType: 'Identity', input: [last], output: [name] }
  const output = [{ name, type: tokens(graph.output[0].type) }]
  const cut = { ...graph, node: [...node.reverse(), answer], initializer, output }
  return onnx.ModelProto.encode({ ...model, graph: cut }).finish()
}

/** [batch, width] -> [batch, length, width] */
const tokens = ({ tensorType: { elemType, shape } }) => {
  const [batch, width] = shape.dim
  return { tensorType: { elemType, shape: { dim: [batch, { dimParam: 'length' }, width] } } }
}
