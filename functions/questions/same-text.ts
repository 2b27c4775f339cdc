/** Marks of a sentence where a word begins or ends: "3.5", "C#" and "what's" keep theirs. */
const MARKS = String.raw`[.,;:!?…¿¡‽。，、！？：；"“”„«»()\[\]{}]+`
const AT_EDGES = new RegExp(String.raw`(?<=^|\s)${MARKS}|${MARKS}(?=\s|$)`, 'gu')

/** No glyph of their own, and typed by nobody: zero width spaces and joiners outside of emoji, soft hyphens, marks of direction. */
const UNSEEN = /[\u00ad\u200b\u200e\u200f\u2060\ufeff]/gu

/**
 * The form in which two texts are the same question whatever a model makes of them: without case, spacing and the
 * marks of a sentence. What is nothing but marks keeps them.
 * "  Will this be RECORDED?? " -> "will this be recorded", "will this, be recorded" too; "???" -> "???"
 */
export const sameText = (text: string): string => {
  const plain = text.normalize('NFKC').replace(UNSEEN, '').replace(/[‘’]/g, "'").toLowerCase()
  const words = plain.replace(AT_EDGES, ' ').replace(/\s+/gu, ' ').trim()
  return words === '' ? plain.trim() : words
}
