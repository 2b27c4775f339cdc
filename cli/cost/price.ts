import table from '../../infra/prices.json' with { type: 'json' }
import type { Region } from './plan.ts'

export type PriceName = keyof typeof table.prices

/** When the prices were what the lists said: '2026-11' */
export const PRICED_IN = table.asOf

/** So much of something that has a price. */
export type Line = { service: string; what: string; quantity: number; price: PriceName }

/** (1,000,000 SQS requests, us-east-1) -> 0.40 */
export const usdOf = ({ quantity, price }: Pick<Line, 'quantity' | 'price'>, region: Region): number => {
  const { for: lot, ...usd } = table.prices[price]
  return (quantity / lot) * usd[region]
}

export const sumUsd = (lines: readonly Line[], region: Region): number =>
  lines.reduce((usd, line) => usd + usdOf(line, region), 0)
