/** A longer word is unknown, whatever it is made of. Code points; from BERT's own tokeniser. */
const MAX_WORD_CHARACTERS = 100

const PLAIN = /^[\x20-\x7e]*$/
/** Without a meaning for the model: controls, format marks, private use, halves of surrogate pairs. */
const DROPPED = /(?![\t\n\r])[\p{Cc}\p{Cf}\p{Co}\p{Cs}\ufffd]/gu
const CJK = /[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]/g
const COMBINING = /\p{Mn}/gu
/** Words, and punctuation one by one; BERT counts all of ASCII's symbols as punctuation. */
const WORDS = /[^\s\p{P}!-/:-@[-`{-~]+|[\p{P}!-/:-@[-`{-~]/gu

/**
 * A function that splits a text into WordPiece ids: uncased BERT's normalisation, then for each word the longest piece
 * that fits, again and again (Devlin et al. 2018). `pieces[id]` is the piece with that id; pieces that continue a word
 * start with "##". At most `maxTokens` ids come back, [CLS] and [SEP] among them; a text with nothing in it has 2.
 * "unhappy roomtone" -> [2, 9159, 423, 3548, 3]   ([CLS] unhappy room ##tone [SEP])
 */
export const wordPiece = (pieces: readonly string[], maxTokens: number): ((text: string) => number[]) => {
  const { ids, longest } = idsOf(pieces)
  const special = (piece: string): number => {
    const id = ids.get(piece)
    if (id === undefined)
      throw new Error(`the vocabulary has no ${piece}: give the vocab.txt of the BERT model that this is`)
    return id
  }
  const [unknown, first, last] = [special('[UNK]'), special('[CLS]'), special('[SEP]')]

  const split = (word: string): number[] => {
    if (word.length > MAX_WORD_CHARACTERS && [...word].length > MAX_WORD_CHARACTERS) return [unknown]
    const found: number[] = []
    for (let from = 0, to: number; from < word.length; from = to) {
      let id: number | undefined
      for (to = Math.min(word.length, from + longest); to > from; to--) {
        const piece = word.slice(from, to)
        id = ids.get(from === 0 ? piece : `##${piece}`)
        if (id !== undefined) break
      }
      if (id === undefined) return [unknown]
      found.push(id)
    }
    return found
  }

  return text => {
    const tokens = [first]
    for (const word of normalize(text).match(WORDS) ?? []) {
      if (tokens.length >= maxTokens - 1) break
      tokens.push(...split(word))
    }
    return [...tokens.slice(0, maxTokens - 1), last]
  }
}

/** A plain loop, because it runs once, before the compiler has made anything fast: half the time of one with iterators. */
const idsOf = (pieces: readonly string[]): { ids: Map<string, number>; longest: number } => {
  const ids = new Map<string, number>()
  let longest = 0
  for (let id = 0; id < pieces.length; id++) {
    const piece = pieces[id]!
    ids.set(piece, id)
    if (piece.length > longest) longest = piece.length
  }
  return { ids, longest }
}

const normalize = (text: string): string =>
  PLAIN.test(text)
    ? text.toLowerCase()
    : text.replace(DROPPED, '').replace(CJK, ' $& ').toLowerCase().normalize('NFD').replace(COMBINING, '')
