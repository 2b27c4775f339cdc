import type { Command } from 'commander'
import type { SimilarQuestions } from '../schemas/questions.ts'
import { at, clientOf, type ServerOptions, withServer } from './client.ts'
import { limitOption } from './limit-option.ts'
import { whenRead } from './questions/ask.ts'
import { said } from './questions/lines.ts'
import { grouped, out, plural, timeText, toJson } from './terminal.ts'

type Options = ServerOptions & { limit: number; json?: boolean }

export const similar = (command: Command): Command =>
  withServer(command)
    .argument('<room>', 'the room')
    .argument('<text...>', 'what somebody is about to ask; several words are joined')
    .addOption(limitOption(5))
    .option('--json', 'one line of JSON')
    .addHelpText(
      'after',
      '\nCompares with the last 24 hours. How often, to the scope read; what is near to it, to the scope moderate.',
    )
    .action(run)

/** Groups in one answer of the API. */
const MOST_GROUPS = 20

const run = async (room: string, words: string[], { limit, json, ...server }: Options, command: Command) => {
  if (limit > MOST_GROUPS) command.error(`error: --limit is ${MOST_GROUPS} at the most`)
  const answer = await whenRead(() =>
    clientOf(server).call<SimilarQuestions>(at`/v1/rooms/${room}/similar`, {
      query: { text: words.join(' '), limit },
    }),
  )
  if (json) return out(toJson(answer))
  out(
    answer.asked === 0
      ? 'not asked in the last 24 hours'
      : `asked ${plural(answer.asked, 'time')} in the last 24 hours`,
  )
  for (const one of answer.similar) out(similarLine(one))
}

/** 'same  0.84      12  2026-11-22 09:41:07  Will this be recorded?  c0d5…' */
const similarLine = ({ cosine, same, group }: SimilarQuestions['similar'][number]): string =>
  [
    same ? 'same' : 'near',
    cosine.toFixed(2).padStart(5),
    grouped(group.size).padStart(7),
    timeText(group.lastAt),
    said(group.representative),
  ].join('  ')
