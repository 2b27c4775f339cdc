/*
 * A TinyBERT-4L-312 for sentiment (4 layers x 312, 12 heads, 1,200 inner, 3 labels; Jiao et al. 2020), fp32, of random
 * weights, in a folder as transformers.js reads it.
 */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { bertNetwork } from './bert.js'

const SHAPE = { layers: 4, hidden: 312, heads: 12, inner: 1200, positions: 512, labels: 3 }

/** `vocabulary` is the vocab.txt whose pieces it splits into. */
export const makeTinyBert = async (folder, vocabulary) => {
  const pieces = (await readFile(vocabulary, 'utf8')).trimEnd().split('\n')
  await writeFolder(folder, config(pieces.length), pieces, bertNetwork(SHAPE, pieces.length))
}

/** A folder as transformers.js reads it, there only once it is whole. */
export const writeFolder = async (folder, config, pieces, network) => {
  const scratch = `${folder}.${process.pid}`
  await mkdir(join(scratch, 'onnx'), { recursive: true })
  await writeFile(join(scratch, 'config.json'), JSON.stringify(config))
  await writeFile(join(scratch, 'tokenizer.json'), JSON.stringify(tokenizer(pieces)))
  await writeFile(
    join(scratch, 'tokenizer_config.json'),
    JSON.stringify({ tokenizer_class: 'BertTokenizer', model_max_length: 128, pad_token: '[PAD]' }),
  )
  await writeFile(join(scratch, 'onnx', 'model.onnx'), network)
  await rename(scratch, folder)
}

const config = vocabularySize => ({
  model_type: 'bert',
  architectures: ['BertForSequenceClassification'],
  vocab_size: vocabularySize,
  hidden_size: SHAPE.hidden,
  num_hidden_layers: SHAPE.layers,
  num_attention_heads: SHAPE.heads,
  intermediate_size: SHAPE.inner,
  max_position_embeddings: SHAPE.positions,
  type_vocab_size: 2,
  id2label: { 0: 'negative', 1: 'neutral', 2: 'positive' },
})

const tokenizer = pieces => ({
  version: '1.0',
  truncation: null,
  padding: null,
  added_tokens: ['[PAD]', '[UNK]', '[CLS]', '[SEP]'].map(content => ({
    id: pieces.indexOf(content),
    content,
    special: true,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
  })),
  normalizer: {
    type: 'BertNormalizer',
    clean_text: true,
    handle_chinese_chars: true,
    strip_accents: null,
    lowercase: true,
  },
  pre_tokenizer: { type: 'BertPreTokenizer' },
  post_processor: {
    type: 'BertProcessing',
    sep: ['[SEP]', pieces.indexOf('[SEP]')],
    cls: ['[CLS]', pieces.indexOf('[CLS]')],
  },
  decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
  model: {
    type: 'WordPiece',
    unk_token: '[UNK]',
    continuing_subword_prefix: '##',
    max_input_chars_per_word: 100,
    vocab: Object.fromEntries(pieces.map((piece, id) => [piece, id])),
  },
})
