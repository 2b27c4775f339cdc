import type { Classifier, Encoder } from '../../functions/pipeline/ports.ts'
import { encoderMark } from '../../functions/questions/vector.ts'
import type { MessageView } from '../../schemas/message-view.ts'
import type { NewLabel } from '../../schemas/relabel.ts'
import type { Sums } from './sums.ts'

export type Models = { classifier: Classifier; encoder?: Encoder | undefined }
export type WithText = MessageView & { text: string }

/** `fills`: its label brings a vector that it lacks. */
export type Labelled = { message: MessageView; label: NewLabel; fills: boolean }

/** A question whose vector is missing, or of another encoder than this one. */
const lacksVector = ({ encoder }: Models, { kind, encoder: whose }: Pick<MessageView, 'kind' | 'encoder'>) =>
  encoder !== undefined && kind === 'question' && whose !== encoderMark(encoder.model)

const isLabelled = ({ classifier }: Models, { model }: MessageView) => model === classifier.model

/** Nothing is to be done about it: that model has labelled it, and no vector is missing that could be made. */
export const isDone = (models: Models, message: MessageView): boolean =>
  isLabelled(models, message) && (message.text === undefined || !lacksVector(models, message))

/**
 * What the models say of messages, in any order: those of another model are labelled anew, and questions that lack a
 * vector get one. One that only lacks a vector is posted with the label that it has, which the stack leaves as it is.
 */
export const labelsOf = async (
  models: Models,
  batch: readonly WithText[],
  sums: Pick<Sums, 'kept' | 'same' | 'unencoded'>,
): Promise<Labelled[]> => {
  const had = batch.filter(message => isLabelled(models, message))
  const anew = batch.filter(message => !isLabelled(models, message))
  const labelled = [
    ...(await classified(models, anew, sums)),
    ...had.map(message => ({ message, label: labelIn(message) })),
  ]
  const vectors = await vectorsOf(models, labelled, sums)
  sums.same += had.filter(({ key }) => !vectors.has(key)).length
  return labelled.flatMap(({ message, label }) => {
    const vector = vectors.get(label.key)
    if (vector) return { message, label: { ...label, vector }, fills: true }
    return isLabelled(models, message) ? [] : { message, label, fills: false }
  })
}

type WithLabel = { message: WithText; label: NewLabel }

const classified = async (
  { classifier }: Models,
  batch: readonly WithText[],
  { kept }: Pick<Sums, 'kept'>,
): Promise<WithLabel[]> => {
  if (batch.length === 0) return []
  const said = await classifier.classify(batch.map(({ text }) => text))
  return batch.flatMap((message, at) => {
    const one = said[at]!
    if (one.is === 'unclassifiable') {
      kept.unlabelled++
      return []
    }
    const { is, probabilities, score, ...told } = one
    const { key, version } = message
    return { message, label: { key, version, ...told, score: score / 1000 } }
  })
}

/** Absent fields stay absent: a label says of kind and offence what the model did. */
const labelIn = ({ key, version, label, confidence, score, sure, kind, offensive, flagged }: MessageView) =>
  ({ key, version, label, confidence, score, sure, kind, offensive, flagged }) satisfies NewLabel

/** In base64, by key, of those that are questions by their new label and lack one. */
const vectorsOf = async (
  models: Models,
  labelled: readonly WithLabel[],
  sums: Pick<Sums, 'unencoded'>,
): Promise<Map<string, string>> => {
  const lacking = labelled.filter(({ message: { encoder }, label: { kind } }) =>
    lacksVector(models, { kind, encoder }),
  )
  if (lacking.length === 0 || !models.encoder) return new Map()
  const packed = await models.encoder.encode(lacking.map(({ message }) => message.text))
  const made = lacking.flatMap(({ label: { key } }, at): [string, string][] => {
    const bytes = packed[at]
    return bytes ? [[key, Buffer.from(bytes).toString('base64')]] : []
  })
  sums.unencoded += lacking.length - made.length
  return new Map(made)
}
