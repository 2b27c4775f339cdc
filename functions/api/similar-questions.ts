import type { SimilarQuestions } from '../../schemas/questions.ts'
import type { Encoder } from '../pipeline/ports.ts'
import { similarGroups } from '../questions/similar-groups.ts'
import { type QuestionVector, vectorReader } from '../questions/vector.ts'
import type { ReadRoom } from '../rooms/rooms.ts'
import type { Handlers } from './call.ts'
import type { QuestionPorts } from './ports.ts'
import { unavailable } from './problem.ts'
import { groupView, whole } from './questions.ts'

/** Whether a text was asked before. Who may only read is told how often, and nothing of what others wrote. */
export const similarHandlers = (
  { encoder }: Pick<QuestionPorts, 'encoder'>,
  read: ReadRoom,
): Handlers<'similarQuestions'> => ({
  similarQuestions: async ({ path: { room }, query: { text, limit }, grant }) => {
    const [vector, found] = await Promise.all([vectorOf(encoder, text), read({ room })])
    const { groups } = whole(found).questions
    const similar = grant.scopes.has('moderate') ? similarGroups(groups, { text, vector }, limit) : []
    return Response.json({
      asked: groups.wouldJoin({ text, vector })?.group.size ?? 0,
      similar: similar.map(({ group, cosine, same }) => ({
        // Of a vector and itself it may come to a little more than 1.
        cosine: Math.min(1, cosine),
        same,
        group: groupView(group),
      })),
    } satisfies SimilarQuestions)
  },
})

/** The text as a post has it, so that the same text has the same vector. None where the model makes nothing of it. */
const vectorOf = async (encoder: Encoder | undefined, text: string): Promise<QuestionVector | undefined> => {
  if (!encoder) return undefined
  const [packed] = await encoder.encode([text]).catch(cause => {
    throw unavailable('the text could not be compared with what was asked: ask again', cause)
  })
  const read = vectorReader(encoder.model)(packed)
  return read.is === 'vector' ? read.vector : undefined
}
