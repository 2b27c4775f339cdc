/*
 * What roomtone is compared with. Each gives a function from texts to labels (or, the last, to vectors), with one thread
 * for computing.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('.', import.meta.url))
const vocabulary = fileURLToPath(new URL('../../models/sentiment/vocab.txt', import.meta.url))

const transformers = async () => {
  if (!existsSync(`${folder}models/tinybert`)) {
    const { makeTinyBert } = await import('./tinybert.js')
    await makeTinyBert(`${folder}models/tinybert`, vocabulary)
  }
  const classify = await pipelineOf('text-classification', 'tinybert')
  return async texts => (await classify(texts)).map(({ label }) => label)
}

/** `dtype` is in the file's name alone: "fp32" is model.onnx. */
const pipelineOf = async (task, name) => {
  const { env, pipeline } = await import('@huggingface/transformers')
  env.allowRemoteModels = false
  env.localModelPath = `${folder}models/`
  return pipeline(task, name, {
    dtype: 'fp32',
    session_options: { intraOpNumThreads: 1, interOpNumThreads: 1 },
  })
}

/** The weights in a folder of ours, made anew where they have changed. */
const sentences = async source => {
  const { sha256 } = JSON.parse(readFileSync(join(source, 'model.json'), 'utf8'))
  const name = `similarity-${sha256['model.onnx'].slice(0, 7)}`
  if (!existsSync(`${folder}models/${name}`)) {
    const { makeSentences } = await import('./sentences.js')
    await makeSentences(`${folder}models/${name}`, source)
  }
  const extract = await pipelineOf('feature-extraction', name)
  return async texts => (await extract(texts, { pooling: 'mean', normalize: true })).tolist()
}

/** Lexicons give a number; they call a text neutral near 0. */
const byScore = (score, margin) => async texts =>
  texts.map(text => {
    const found = score(text)
    return found > margin ? 'positive' : found < -margin ? 'negative' : 'neutral'
  })

const afinn = async () => {
  const { default: Sentiment } = await import('sentiment')
  const sentiment = new Sentiment()
  return byScore(text => sentiment.analyze(text).score, 0)
}

const wink = async () => {
  const { default: sentiment } = await import('wink-sentiment')
  return byScore(text => sentiment(text).score, 0)
}

/** 0.05 is what its authors call neutral. https://github.com/cjhutto/vaderSentiment#about-the-scoring */
const vader = async () => {
  const { default: vader } = await import('vader-sentiment')
  return byScore(text => vader.SentimentIntensityAnalyzer.polarity_scores(text).compound, 0.05)
}

export const peers = {
  'transformers.js': transformers,
  'transformers.js, vectors': sentences,
  'sentiment (AFINN)': afinn,
  'wink-sentiment': wink,
  'vader-sentiment': vader,
}
