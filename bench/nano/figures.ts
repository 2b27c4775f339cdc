import { median } from '../quantile.ts'
import type { Price } from './prices.ts'
import type { Reply } from './runner.ts'

/**
 * Tokens a second in calls of `size` texts, padding not counted. `busyCores` is how many of the cores worked for it in
 * the mean: well below all of them, and other work on the machine has made the figure smaller.
 */
export type Rate = { size: number; tokensPerSecond: number; textsPerSecond: number; busyCores: number }

/** `processes` x `threads` is the number of cores. */
export type Sweep = { name: string; processes: number; threads: number; rates: Rate[] }

export type Result = {
  processor: string
  cores: number
  texts: number
  sweeps: Sweep[]
  /** Texts in, labels out. */
  fromText: Rate
  best: { nano: number; bertTiny: number; times: number; tokensPerHour: number }
  pricedOn: string
  prices: Price[]
}

/** Of processes that worked at the same time: [100 tokens in 10 ms, 90 in 10 ms] -> 19,000 tokens a second */
export const rateOf = (size: number, replies: readonly Reply[]): Rate => {
  const sum = (of: (reply: Reply) => number) => replies.reduce((total, reply) => total + of(reply), 0)
  return {
    size,
    tokensPerSecond: sum(({ tokens, wallMs }) => (1000 * tokens) / wallMs),
    textsPerSecond: sum(({ texts, wallMs }) => (1000 * texts) / wallMs),
    busyCores: sum(({ cpuMs, wallMs }) => cpuMs / wallMs),
  }
}

/** The median of each figure. */
export const middle = (rates: readonly Rate[]): Rate => ({
  size: rates[0]!.size,
  tokensPerSecond: median(rates.map(rate => rate.tokensPerSecond)),
  textsPerSecond: median(rates.map(rate => rate.textsPerSecond)),
  busyCores: median(rates.map(rate => rate.busyCores)),
})

/** The fastest of a network's sweeps. */
export const fastest = (sweeps: readonly Sweep[], name: string): Rate =>
  sweeps
    .filter(sweep => sweep.name === name)
    .flatMap(sweep => sweep.rates)
    .reduce((best, rate) => (rate.tokensPerSecond > best.tokensPerSecond ? rate : best))

/** 107_412 -> "107 thousand", 16_240_000 -> "16.2 million", 58_464_000_000 -> "58.5 billion" */
export const inWords = (count: number): string => {
  const [word, unit] =
    count >= 1e9 ? ['billion', 1e9] : count >= 1e6 ? ['million', 1e6] : (['thousand', 1e3] as const)
  return `${(count / unit).toFixed(unit === 1e3 ? 0 : 1)} ${word}`
}

export const describe = (result: Result): string => {
  const { processor, cores, texts, sweeps, fromText, best } = result
  return [
    `${cores} cores (${processor}), ${texts} messages sorted by length; ids in, logits out, padding not counted`,
    '',
    ...table(sweeps, cores),
    '',
    `nano at its best: ${inWords(best.nano)} tokens/s, ${inWords(best.tokensPerHour)} an hour; bert-tiny (random weights, as fast as trained ones): ${inWords(best.bertTiny)} tokens/s; ${best.times.toFixed(0)} times`,
    `nano, texts in, labels out, ${fromText.size} texts a call: ${inWords(fromText.tokensPerSecond)} tokens/s, ${inWords(fromText.textsPerSecond)} texts/s`,
    '',
    ...priceLines(result),
  ].join('\n')
}

const table = (sweeps: readonly Sweep[], cores: number): string[] => {
  const sizes = sweeps[0]?.rates.map(rate => rate.size) ?? []
  const cell = (text: string) => text.padStart(14)
  const title = ({ name, processes }: Sweep) => cell(`${name}${processes === 1 && cores > 1 ? ' *' : ''}`)
  return [
    `${'texts a call'.padStart(12)}${sweeps.map(title).join('')}   tokens/s`,
    ...sizes.map(
      (size, row) =>
        `${String(size).padStart(12)}${sweeps.map(({ rates }) => cell(millions(rates[row]!))).join('')}`,
    ),
    `${cores} processes of one thread; *: one process of ${cores} threads. In brackets: cores that worked for it.`,
  ]
}

const millions = ({ tokensPerSecond, busyCores }: Rate): string =>
  `${(tokensPerSecond / 1e6).toFixed(2)} M (${busyCores.toFixed(1)})`

const priceLines = ({ prices, pricedOn }: Result): string[] => [
  `USD for 10^9 tokens of nano, if each vCPU did what one core did here (list prices of ${pricedOn}, on demand, us-east-1):`,
  ...prices.map(
    ({ name, vcpus, what, usdPerHour, usdPerBillionTokens }) =>
      `${usdPerBillionTokens.toFixed(4).padStart(9)}  ${name} (${vcpus} vCPU: ${what}), ${usdPerHour.toFixed(4)} USD an hour`,
  ),
]
