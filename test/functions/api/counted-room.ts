import { expect } from 'vitest'
import { MessageList } from '../../../schemas/message-view.ts'
import { ask, NOW, post, standIn } from './stand-in.ts'

export type All = ReturnType<typeof standIn>

/** Texts as messages, one second apart, the last the newest. */
export const counted = async (texts: string[], changed: Parameters<typeof standIn>[0] = {}) => {
  const all = standIn(changed)
  for (let from = 0; from < texts.length; from += 100)
    await post(
      all.app,
      'r',
      texts.slice(from, from + 100).map((text, at) => ({
        id: `q-${from + at}`,
        text,
        postedAt: NOW - 1_000 * (texts.length - from - at),
      })),
    )
  for (let from = 0; from < texts.length; from += 100) await all.deliver(all.sent.splice(0, 100))
  return all
}

export const list = async ({ app }: Pick<All, 'app'>, query = '') => {
  const answer = await ask(app, `/v1/rooms/r/messages${query}`)
  if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`)
  return MessageList.parse(await answer.json())
}

export const texts = ({ messages }: MessageList) => messages.map(({ text }) => text)

/** Every page of a list, one after the other. */
export const walk = async (
  all: Pick<All, 'app'>,
  query: string,
): Promise<{ ids: string[]; pages: number }> => {
  const ids: string[] = []
  let cursor: string | undefined
  let pages = 0
  do {
    const page = await list(all, `${query}${cursor ? `&cursor=${cursor}` : ''}`)
    expect(page.messages.length).toBeLessThanOrEqual(Number(/limit=(\d+)/.exec(query)?.[1]))
    ids.push(...page.messages.map(({ id }) => id))
    cursor = page.cursor
    pages++
  } while (cursor !== undefined)
  return { ids, pages }
}
