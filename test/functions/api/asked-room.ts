import type { Encoder } from '../../../functions/pipeline/ports.ts'
import { atAngle, MODEL } from '../questions/asked.ts'
import { counted } from './counted-room.ts'
import type { standIn } from './stand-in.ts'

/** 'who, 40' means what is at 40 degrees. Two that are 25 degrees apart ask the same; of what has no number nothing is made. */
export const encoder: Encoder = {
  model: MODEL,
  cosine: Math.cos((25.5 * Math.PI) / 180),
  encode: async texts =>
    texts.map(text => (/\d/.test(text) ? atAngle(Number(/\d+/.exec(text)![0])) : undefined)),
}

/** Texts as messages, one second apart, the last the newest. 'who' makes a question (stand-in.ts). */
export const asked = (texts: string[], changed: Parameters<typeof standIn>[0] = { encoder }) =>
  counted(texts, changed)
