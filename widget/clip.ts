/** Longer texts are clipped, with a button that shows the rest. Code points. */
const SHOWN_CHARACTERS = 240
/** A clip goes back to a word's end where one is this near. */
const WORD_WITHIN = 30

/** The start of a text, or undefined where all of it is short enough to show. */
export const clip = (text: string): string | undefined => {
  const characters = [...text]
  if (characters.length <= SHOWN_CHARACTERS + WORD_WITHIN) return undefined
  const start = characters.slice(0, SHOWN_CHARACTERS).join('')
  const wordEnd = start.lastIndexOf(' ')
  return `${wordEnd > start.length - WORD_WITHIN ? start.slice(0, wordEnd) : start}…`
}

/** The first words, to name a message in a button: 'Where do I find the slides, please…' */
export const opening = (text: string): string => {
  const characters = [...text]
  return characters.length <= 40 ? text : `${characters.slice(0, 40).join('')}…`
}
