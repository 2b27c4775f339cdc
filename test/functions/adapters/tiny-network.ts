/*
 * A network of a few hundred bytes that ONNX Runtime runs like any other, and whose logits are easy to foresee: each
 * piece adds its row of `weights` to the logits of its text.
 *
 *   logits = ReduceSum(Gather(weights, input_ids) * Unsqueeze(Cast(attention_mask), 2), 1)
 *
 * Written by hand in the wire format of Protocol Buffers, so that a test can have any columns, inputs and outputs.
 * https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
 */
type Field = number | string | Uint8Array

const FLOAT = 1
const INT64 = 7

const varint = (value: number): number[] =>
  value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))]

/** [number, value] pairs: a number is a varint, anything else bytes after their length. */
const message = (...fields: [field: number, value: Field][]): Uint8Array =>
  Buffer.concat(
    fields.map(([field, value]) => {
      if (typeof value === 'number') return Buffer.from([...varint(field * 8), ...varint(value)])
      const bytes = typeof value === 'string' ? Buffer.from(value) : value
      return Buffer.concat([Buffer.from([...varint(field * 8 + 2), ...varint(bytes.length)]), bytes])
    }),
  )

const node = (type: string, inputs: string[], output: string, ...attributes: Uint8Array[]): Uint8Array =>
  message(
    ...inputs.map((name): [number, Field] => [1, name]),
    [2, output],
    [4, type],
    ...attributes.map((attribute): [number, Field] => [5, attribute]),
  )

const numberAttribute = (name: string, value: number) => message([1, name], [3, value], [20, 2])

const tensor = (name: string, type: number, shape: number[], values: Float32Array | BigInt64Array) =>
  message(
    ...shape.map((size): [number, Field] => [1, size]),
    [2, type],
    [8, name],
    [9, new Uint8Array(values.buffer)],
  )

/** A matrix of any size, or one with a given number of columns. */
const matrix = (name: string, type: number, columns?: number) => {
  const sizes = [
    message([2, 'batch']),
    columns === undefined ? message([2, 'length']) : message([1, columns]),
  ]
  const shape = message(...sizes.map((size): [number, Field] => [1, size]))
  return message([1, name], [2, message([1, message([1, type], [2, shape])])])
}

/** `weights`: a row for each piece, a column for each logit. */
export const tinyNetwork = (
  weights: readonly (readonly number[])[],
  { mask = 'attention_mask', output = 'logits' } = {},
): Uint8Array => {
  const columns = weights[0]!.length
  const nodes = [
    node('Gather', ['weights', 'input_ids'], 'rows'),
    node('Cast', [mask], 'kept', numberAttribute('to', FLOAT)),
    node('Unsqueeze', ['kept', 'last'], 'kept_rows'),
    node('Mul', ['rows', 'kept_rows'], 'masked'),
    node('ReduceSum', ['masked', 'along'], output, numberAttribute('keepdims', 0)),
  ]
  const tensors = [
    tensor('weights', FLOAT, [weights.length, columns], Float32Array.from(weights.flat())),
    tensor('last', INT64, [1], BigInt64Array.of(2n)),
    tensor('along', INT64, [1], BigInt64Array.of(1n)),
  ]
  const graph = message(
    ...nodes.map((one): [number, Field] => [1, one]),
    [2, 'tiny'],
    ...tensors.map((one): [number, Field] => [5, one]),
    [11, matrix('input_ids', INT64)],
    [11, matrix(mask, INT64)],
    [12, matrix(output, FLOAT, columns)],
  )
  return message([1, 8], [7, graph], [8, message([1, ''], [2, 17])])
}
