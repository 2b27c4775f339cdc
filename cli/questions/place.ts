import { InvalidArgumentError } from 'commander'
import { isMessageKey } from '../../functions/pipeline/keys.ts'

/** Where a group is: its number in the list, the first being 1, or the key of any of its questions. */
export type Place = { is: 'number'; number: number } | { is: 'key'; key: string }

/** '3' -> number 3; 40 hexadecimal digits -> that key */
export const placeOf = (value: string): Place => {
  if (/^[1-9]\d{0,5}$/.test(value)) return { is: 'number', number: Number(value) }
  if (isMessageKey(value)) return { is: 'key', key: value }
  throw new InvalidArgumentError('give the number of a group, such as 1, or the key of a question')
}
