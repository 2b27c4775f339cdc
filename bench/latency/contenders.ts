import { fileURLToPath } from 'node:url'

/** `folder` is one of models/, `encodes` where it gives vectors; `network` is one of random weights, as fast as a trained one. */
export type Contender = {
  name: string
  what: string
  /** Messages one at a time at 1,024 MB, and at any other size. Slow ones get fewer. */
  messages: { main: number; other: number }
  /** A call of more texts than this would take minutes, or, padded to the longest of them, more than 1,024 MB. */
  largestCall: number
} & ({ folder: string; encodes?: true } | { network: 'tinybert' | 'mobilebert' })

const model = (name: string) => fileURLToPath(new URL(`../../models/${name}`, import.meta.url))

/** A further model of ours is a further line. */
export const contenders: readonly Contender[] = [
  {
    name: 'sentiment',
    what: '6 layers x 384, int8',
    messages: { main: 5_000, other: 500 },
    largestCall: 1_000,
    folder: model('sentiment'),
  },
  {
    name: 'sentiment-small',
    what: '3 layers x 384, int8',
    messages: { main: 5_000, other: 500 },
    largestCall: 1_000,
    folder: model('sentiment-small'),
  },
  {
    name: 'nano',
    what: 'no layers',
    messages: { main: 1_000, other: 500 },
    largestCall: 1_000,
    folder: model('nano'),
  },
  {
    name: 'similarity',
    what: '6 layers x 384, int8, a vector',
    messages: { main: 5_000, other: 500 },
    largestCall: 1_000,
    folder: model('similarity'),
    encodes: true,
  },
  {
    name: 'TinyBERT',
    what: '4 layers x 312, fp32, random weights',
    messages: { main: 600, other: 200 },
    largestCall: 100,
    network: 'tinybert',
  },
  {
    name: 'MobileBERT',
    what: '24 layers x 512, bottleneck 128, fp32, random weights',
    messages: { main: 200, other: 60 },
    largestCall: 100,
    network: 'mobilebert',
  },
]

/** The size at which figures are promised. */
export const MAIN_MB = 1_024

/** 6 sizes as in the paper's Figure 3, in MB. */
export const SIZES_MB = [256, 512, MAIN_MB, 1_769, 2_048, 3_008] as const

/**
 * Milliseconds that Slido published for TinyBERT, MobileBERT and STinyBERT on Lambda (Benešová et al. 2021, Table 4).
 * https://aclanthology.org/2021.naacl-industry.24
 */
export const PUBLISHED = [
  { name: 'TinyBERT, sentiment', q50: 6.63, q95: 19.2, q99: 24.77 },
  { name: 'MobileBERT, sentiment', q50: 64.67, q95: 89.0, q99: 105.84 },
  { name: 'STinyBERT, similarity', q50: 5.71, q95: 13.03, q99: 21.24 },
] as const
