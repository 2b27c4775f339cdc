import { identityOf, readMessage } from '../../events/message.ts'
import type { DeadLetter } from '../../schemas/dead-letter.ts'
import { changedIdentity } from './edit-letter.ts'
import { letterKey } from './keys.ts'
import { originName } from './letter.ts'

/** Why an exported letter is not taken: it was changed by hand since. undefined: it is. */
export const faultInLetter = (letter: DeadLetter): string | undefined => {
  const { key, body, origin, edited, edits, editedAt } = letter
  if (letterKey(originName(origin), Buffer.from(body, 'base64')) !== key)
    return 'its key is not that of its body and origin: import it as it was exported, and edit it here'
  if (!isBase64(body) || !isBase64(edited ?? '')) return 'body and edited are to be base64'
  const isEdited = edits > 0
  if (isEdited !== (edited !== undefined) || isEdited !== (editedAt !== undefined))
    return 'edits, editedAt and edited do not belong together: import it as it was exported'
  if (edited === undefined) return undefined
  const read = readMessage(Buffer.from(edited, 'base64'))
  if (read.is === 'rejected') return `what it was edited to is ${read.reason}: ${read.detail}`
  return changedIdentity({ body, edited: undefined }, identityOf(read))
}

/** As it is written here: other spellings of the same bytes are not. */
const isBase64 = (text: string) => Buffer.from(text, 'base64').toString('base64') === text
