import type { Command } from 'commander'
import type { LetterKeyList } from '../../schemas/answers.ts'
import { clientOf, type ServerOptions } from '../client.ts'
import { out, plural, say } from '../terminal.ts'
import { describe } from './letter-lines.ts'
import { ACT_ON } from './letters.ts'
import { type Chosen, chosenPages, chunked, isByIds } from './selection.ts'

type Options = ServerOptions & Chosen & { open?: boolean }

/** The action of `dlq park`. */
export const park = async (ids: string[], options: Options, command: Command): Promise<void> => {
  const { open = false, ...chosen } = options
  isByIds(ids, chosen, command)
  const client = clientOf(options)
  let parked = 0
  let others = 0
  for await (const { heads } of chosenPages(client, ids, { ...chosen, state: open ? 'parked' : 'open' }))
    for (const some of chunked(heads, ACT_ON)) {
      const body = { keys: some.map(({ key }) => key), open }
      const { keys } = await client.call<LetterKeyList>('/v1/dead-letters/park', { method: 'POST', body })
      const done = new Set(keys)
      for (const head of some) if (done.has(head.key)) out(`${open ? 'opened' : 'parked'}  ${describe(head)}`)
      parked += done.size
      others += some.length - done.size
    }
  say(
    [
      `${plural(parked, 'dead letter')} ${open ? 'opened' : 'parked'}`,
      ...(others > 0 ? [`${others} stayed as they were, being ${open ? 'not parked' : 'not open'}`] : []),
    ].join('; '),
  )
}
