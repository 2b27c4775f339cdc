import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

/** The columns named `text` of real data, where the folder is at hand. */
const files = [
  'sentiment/tweeteval_test.tsv',
  'pool/youtube_live_chat.tsv',
  'pool/reddit_titles.tsv.gz',
  'pool/ubuntu_irc.tsv.gz',
]
const ROWS_PER_FILE = 6_000

export const dataFolder = process.env.ROOMTONE_DATA

export const realTexts = (folder: string): string[] =>
  files
    .map(file => join(folder, file))
    .filter(existsSync)
    .flatMap(textsIn)

const textsIn = (file: string): string[] => {
  const bytes = readFileSync(file)
  const [head, ...rows] = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString().trimEnd().split('\n')
  const column = head!.split('\t').indexOf('text')
  return rows.slice(0, ROWS_PER_FILE).map(row => row.split('\t')[column]!)
}

/** Ranges of characters that tokenisers trip over. */
const scripts: Record<string, [number, number]> = {
  ascii: [0x00, 0x7f],
  latin: [0x80, 0x24f],
  combining: [0x300, 0x36f],
  greek: [0x370, 0x3ff],
  hebrewAndArabic: [0x590, 0x6ff],
  devanagari: [0x900, 0x97f],
  spacesAndBidi: [0x2000, 0x206f],
  symbols: [0x2190, 0x2bff],
  kanaAndHangul: [0x3040, 0x30ff],
  hangul: [0xac00, 0xad00],
  cjk: [0x4dc0, 0x4e40],
  surrogatesAndPrivate: [0xd7f0, 0xe010],
  compatibility: [0xf8f0, 0xfb10],
  specials: [0xfe00, 0xffff],
  emoji: [0x1f300, 0x1faff],
  astralCjk: [0x20000, 0x20040],
  tags: [0xe0000, 0xe007f],
}

export const oddTexts: string[] = [
  '',
  ' ',
  '\u0000\u200b\ufeff\ufffd',
  'I\u0307stanbul İSTANBUL ıi',
  'ΟΔΥΣΣΕΥΣ ΣΑΣ Σ.',
  'Straße ﬁne ﬀ ǅ K Å',
  'e\u0301\u0300\u0301tude déjà VU naïve Ål',
  'a\u0000b\u0007c\u0085d\u00ade\u200df',
  '\u202eright to left\u202c \u2066isolated\u2069',
  '\ud83d alone \ude00',
  '👩‍👩‍👧‍👦👍🏽🇨🇿 1️⃣ ❤️',
  '日本語のテキスト and 中文字符 mixed㐀豈',
  '[CLS] [SEP] [UNK] [PAD] [MASK] ##ing',
  "don't can't U.S.A. $100 50% #tag_a @user_b a/b\\c ~`^|<>=+",
  '“quotes” ‘single’ – — … « » ¿¡ § ¶ © ® ™ € £',
  'x'.repeat(100),
  'x'.repeat(101),
  'é'.repeat(100),
  '𝒳'.repeat(100),
  '𝒳'.repeat(101),
  '👏'.repeat(100_000),
  'antidisestablishmentarianism-supercalifragilistic '.repeat(50),
  `a${'\u0301'.repeat(500)}b`,
]

/** `count` texts of characters drawn from all of these scripts, words and spaces between them. */
export const hostileTexts = (count: number, draw: () => number): string[] => {
  const ranges = Object.values(scripts)
  const character = () => {
    const [from, to] = ranges[Math.floor(draw() * ranges.length)]!
    return String.fromCodePoint(from + Math.floor(draw() * (to - from + 1)))
  }
  const piece = () => {
    const kind = draw()
    if (kind < 0.25) return ' '
    if (kind < 0.45) return ['love', 'Unhappiness', 'café', 'ok', "won't", '&amp;'][Math.floor(draw() * 6)]!
    return character()
  }
  return Array.from({ length: count }, () => Array.from({ length: 1 + draw() * 60 }, piece).join(''))
}
