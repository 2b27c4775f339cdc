import { readFileSync } from 'node:fs'
import { Tokenizer } from '@huggingface/tokenizers'
import { expect, test } from 'vitest'
import { benchTexts, drawing } from '../../../bench/texts.ts'
import { prepare } from '../../../functions/model/prepare.ts'
import { wordPiece } from '../../../functions/model/wordpiece.ts'
import { dataFolder, hostileTexts, oddTexts, realTexts } from './corpus.ts'

const pieces = readFileSync('models/sentiment/vocab.txt', 'utf8').trimEnd().split('\n')

const reference = new Tokenizer(
  {
    model: {
      type: 'WordPiece',
      vocab: Object.fromEntries(pieces.map((piece, id) => [piece, id])),
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
    },
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: null,
      lowercase: true,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: null,
    decoder: null,
    // None: what people type must not become a special token.
    added_tokens: [],
  },
  {},
)

const tokenize = wordPiece(pieces, Number.POSITIVE_INFINITY)

/** The texts that our ids differ for. */
const differing = (texts: readonly string[]): string[] =>
  texts.filter(text => {
    const { ids } = reference.encode(text, { add_special_tokens: false })
    return JSON.stringify(tokenize(text).slice(1, -1)) !== JSON.stringify(ids)
  })

test('ids equal those of @huggingface/tokenizers on messages of an audience', () => {
  expect(differing(benchTexts(2_000).map(prepare))).toEqual([])
})

test('ids equal those of @huggingface/tokenizers on hostile Unicode', () => {
  expect(differing(oddTexts)).toEqual([])
  expect(differing(oddTexts.map(prepare))).toEqual([])
  expect(differing(hostileTexts(5_000, drawing(7)))).toEqual([])
})

test.skipIf(!dataFolder)(
  `ids equal those of @huggingface/tokenizers on 20,000 real texts and more${dataFolder ? '' : ' (skipped: ROOMTONE_DATA names no folder)'}`,
  () => {
    const texts = realTexts(dataFolder!)
    expect(texts.length).toBeGreaterThanOrEqual(20_000)
    expect(differing(texts.map(prepare))).toEqual([])
  },
)

test('a text is cut to the tokens that the model reads, [CLS] and [SEP] among them', () => {
  const cut = wordPiece(pieces, 128)
  const [first, last] = [pieces.indexOf('[CLS]'), pieces.indexOf('[SEP]')]
  for (const words of [125, 126, 127, 100_000]) {
    const ids = cut('ok '.repeat(words))
    expect(ids).toHaveLength(Math.min(words + 2, 128))
    expect([ids[0], ids.at(-1)]).toEqual([first, last])
  }
  const inAWord = wordPiece(pieces, 4)('unhappiness is unreorganisable')
  expect(inAWord).toHaveLength(4)
  expect(inAWord.at(-1)).toBe(last)
})

test('special tokens cannot be typed', () => {
  const special = new Set(['[PAD]', '[CLS]', '[SEP]', '[MASK]'].map(piece => pieces.indexOf(piece)))
  expect(
    tokenize('[PAD] [CLS] [SEP] [MASK]')
      .slice(1, -1)
      .filter(id => special.has(id)),
  ).toEqual([])
})

test('a vocabulary without the special tokens is refused', () => {
  expect(() => wordPiece(['a', 'b'], 128)).toThrow('the vocabulary has no [UNK]')
})
