import { existsSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Asked, startAsked } from './asked.ts'
import { installPeers } from './install-peers.ts'
import { describe, fastest, middle, type Rate, type Result, rateOf, type Sweep } from './nano/figures.ts'
import { PRICED_ON, pricesAt } from './nano/prices.ts'
import type { Kind, Reply, Request } from './nano/runner.ts'

const TEXTS = 4096
/** Texts a call. */
const SIZES = [1, 8, 64, 256, 1024, 4096]
/** What the pipeline hands to the classifier at once, at the most. */
const TEXTS_A_CALL = 100
const ROUNDS = 3
const ROUND_MS = 300
const WARM_UP_MS = 50

const cores = availableParallelism()
const folder = process.env.ROOMTONE_MODEL ?? fileURLToPath(new URL('../models/nano', import.meta.url))

/** Processes that work at the same time, so that all cores do. */
type Team = { name: Kind; processes: number; threads: number; members: Asked<Request, Reply>[] }

/**
 * Tokens a second of the nano model on all cores, next to bert-tiny's in the same run, in turns; and what a billion
 * costs. The published pair is 16 million and 107 thousand, on 4 vCPUs.
 */
export const run = async ({ json }: { json: boolean }): Promise<Result> => {
  if (!existsSync(join(folder, 'model.onnx')))
    throw new Error(`${folder} holds no model.onnx: name the folder of a nano model with ROOMTONE_MODEL`)
  installPeers()
  const teams: Team[] = []
  try {
    for (const name of ['nano', 'bert-tiny'] as const) {
      teams.push(await team(name, cores, 1))
      if (cores > 1) teams.push(await team(name, 1, cores))
    }
    const reader = await team('nano from text', cores, 1)
    teams.push(reader)
    const result = await measure(teams.slice(0, -1), reader)
    console.log(json ? JSON.stringify(result) : describe(result))
    return result
  } finally {
    for (const { members } of teams) for (const { stop } of members) stop()
  }
}

const team = async (name: Kind, processes: number, threads: number): Promise<Team> => {
  const module = new URL('./nano/runner.ts', import.meta.url)
  const args = [name, folder, String(threads), String(TEXTS)]
  const members = Array.from({ length: processes }, () => startAsked<Request, Reply>(name, module, args))
  return { name, processes, threads, members: await Promise.all(members) }
}

const measure = async (networks: readonly Team[], reader: Team): Promise<Result> => {
  const sweeps = await inTurns(networks, SIZES)
  const [read] = (await inTurns([reader], [TEXTS_A_CALL]))[0]!.rates
  const nano = fastest(sweeps, 'nano').tokensPerSecond
  const bertTiny = fastest(sweeps, 'bert-tiny').tokensPerSecond
  return {
    processor: cpus()[0]?.model ?? 'unknown',
    cores,
    texts: TEXTS,
    sweeps,
    fromText: read!,
    best: { nano, bertTiny, times: nano / bertTiny, tokensPerHour: nano * 3600 },
    pricedOn: PRICED_ON,
    prices: pricesAt(nano / cores),
  }
}

/** Medians over the rounds, the first of which warms up and does not count. */
const inTurns = async (teams: readonly Team[], sizes: readonly number[]): Promise<Sweep[]> => {
  const seen = new Map<Team, Rate[]>(teams.map(one => [one, []]))
  for (let round = 0; round <= ROUNDS; round++)
    for (const size of sizes)
      for (const one of teams) {
        const rate = await together(one, { size, atLeastMs: round === 0 ? WARM_UP_MS : ROUND_MS })
        if (round > 0) seen.get(one)!.push(rate)
      }
  return teams.map(one => ({
    name: one.name,
    processes: one.processes,
    threads: one.threads,
    rates: sizes.map(size => middle(seen.get(one)!.filter(rate => rate.size === size))),
  }))
}

const together = async ({ members }: Team, request: Request): Promise<Rate> =>
  rateOf(request.size, await Promise.all(members.map(({ ask }) => ask(request))))
