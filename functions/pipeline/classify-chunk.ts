import type { Limits } from './attempt.ts'
import type { KeyedMessage, LabelledMessage } from './message-item.ts'
import { failed } from './outcome.ts'
import type { Ports } from './ports.ts'
import type { Outcomes } from './record.ts'

type ClassifyPorts = Pick<Ports, 'classifier' | 'encoder' | 'clock' | 'withoutTexts' | 'vectorless'>

/**
 * Those of a chunk that have a label, questions with their vectors; what became of the others stands in `outcomes`.
 * Never throws: a model that breaks fails this chunk.
 */
export const classifyChunk = async (
  ports: ClassifyPorts,
  chunk: readonly KeyedMessage[],
  limits: Limits,
  outcomes: Outcomes,
): Promise<LabelledMessage[]> => {
  try {
    return await withVectors(ports, await labelsOf(ports, chunk, outcomes), limits)
  } catch (cause) {
    for (const { key } of chunk) outcomes.set(key, failed(cause))
    return []
  }
}

const labelsOf = async (
  { classifier }: ClassifyPorts,
  chunk: readonly KeyedMessage[],
  outcomes: Outcomes,
): Promise<LabelledMessage[]> => {
  const classified = await classifier.classify(chunk.map(({ text }) => text))
  return chunk.flatMap((message, at) => {
    const labelled = classified[at]!
    if (labelled.is === 'labelled') return { message, labelled, model: classifier.model }
    outcomes.set(message.key, { is: 'rejected', reason: labelled.reason, detail: labelled.detail })
    return []
  })
}

/** A question without a vector is counted like any other: relabelling fills it in. Where texts are left out, none is made. */
const withVectors = async (
  ports: ClassifyPorts,
  labelled: readonly LabelledMessage[],
  limits: Limits,
): Promise<LabelledMessage[]> => {
  const questions = labelled.filter(one => one.labelled.kind === 'question')
  if (!ports.encoder || ports.withoutTexts || questions.length === 0) return [...labelled]
  const { vectors, cause } = await encode(ports, ports.encoder, questions, limits)
  if (vectors.size < questions.length) ports.vectorless?.(questions.length - vectors.size, cause)
  return labelled.map(one => {
    const vector = vectors.get(one.message.key)
    return vector ? { ...one, vector } : one
  })
}

type Encoded = { vectors: Map<string, Uint8Array>; cause?: unknown }

/** By key, of those that have one, and why the others have none. The mood comes first: what time is left is its. */
const encode = async (
  { clock }: Pick<Ports, 'clock'>,
  encoder: NonNullable<Ports['encoder']>,
  questions: readonly LabelledMessage[],
  { deadlineMs }: Limits,
): Promise<Encoded> => {
  if (clock.now() >= deadlineMs) return { vectors: new Map(), cause: new Error('no time was left for them') }
  try {
    const packed = await encoder.encode(questions.map(({ message }) => message.text))
    const found = questions.flatMap(({ message: { key } }, at): [string, Uint8Array][] =>
      packed[at] ? [[key, packed[at]]] : [],
    )
    return { vectors: new Map(found) }
  } catch (cause) {
    return { vectors: new Map(), cause }
  }
}
