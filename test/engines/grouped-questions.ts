// biome-ignore lint/suspicious/noTsIgnore: it is an error only where the package is missing
// @ts-ignore: the types are there after `npm run engines`; without it they are any
import type { Page, Route } from 'playwright-core'
import { expect, test } from 'vitest'
import type { AskedQuestion, QuestionGroup, QuestionList } from '../../schemas/questions.ts'
import { focused } from '../widget/focused.ts'

/** What the suite of the page lends: the page, where it is served, and how to look at it. */
type Browsing = {
  page: Page
  url: string
  say(room: string, ...texts: string[]): Promise<void>
  shows(selector: string, what: string | RegExp, withinMs?: number): Promise<unknown>
  textOf(selector: string): Promise<string>
  violations(): Promise<string[]>
}

const asked = (text: string, told: Partial<AskedQuestion> = {}): AskedQuestion => ({
  key: Buffer.from(text).toString('hex').slice(0, 40).padEnd(40, '0'),
  ...{ text, postedAt: Date.now() - 60_000, label: 'neutral', sure: true },
  ...told,
})
/** Each text asked as often as it says. */
const groupOf = (representative: AskedQuestion, size: number): QuestionGroup => ({
  ...{ representative, size, firstAt: representative.postedAt, lastAt: Date.now() - 30_000 },
  mood: { negative: size - 1, neutral: 1, positive: 0, unsure: 0 },
})
const flagged = asked('Which idiot wrote this?', { flagged: true, label: 'negative' })
const told = [
  groupOf(asked('Will this be recorded?'), 12),
  groupOf(flagged, 3),
  groupOf(asked(`Why ${'a'.repeat(300)}`, { sure: false }), 1),
]
const listOf = (list: QuestionGroup[]): QuestionList => ({
  ...{ from: Date.now() - 86_400_000, questions: 16, groups: list.length, list, partial: false },
  model: 'similarity@1',
})

/** Put these groups, or a refusal, in place of what the stack says of the questions. */
const answer = async (page: Page, groups: QuestionGroup[] | { status: number }) => {
  await page.route(/\/v1\/rooms\/[^/]+\/questions\?/, (route: Route) =>
    Array.isArray(groups)
      ? route.fulfill({ json: listOf(groups) })
      : route.fulfill({ status: groups.status, json: { detail: 'it is refused' } }),
  )
  await page.route(/\/v1\/rooms\/[^/]+\/questions\/[^/]+\?/, (route: Route) => {
    const key = new URL(route.request().url()).pathname.split('/').at(-1)
    const group = (groups as QuestionGroup[]).find(({ representative }) => representative.key === key)
    return route.fulfill({ json: { group, questions: [group?.representative] } })
  })
}

/** Tests of what the page shows of the questions that ask the same. */
export const groupedQuestions = (browsing: () => Browsing): void => {
  const lines = () => browsing().page.locator('room-questions .line')
  const open = async (groups: QuestionGroup[] | { status: number }) => {
    const { page, url } = browsing()
    await answer(page, groups)
    await page.goto(`${url}/rooms/grouped`)
  }

  test('questions that ask the same are one group, which opens by keyboard; without its first it is a group still', async () => {
    const { page, url, say, shows, textOf } = browsing()
    await page.goto(`${url}/rooms/asked`)
    await shows('room-questions p', 'Nobody has asked anything')
    await say('asked', 'Will this be recorded?')
    await shows('room-questions .asked', 'Will this be recorded?')
    await say('asked', 'will this be RECORDED', 'Will this be recorded??', 'Where is the cafeteria?')
    await shows(
      'room-questions .line',
      /^Asked 3 times:\s+3×\s+Will this be recorded\?\s+Asked once:\s+1×\s+Where is the cafeteria\?$/,
    )

    await lines().first().focus()
    await page.keyboard.press('Enter')
    expect(await lines().first().getAttribute('aria-expanded')).toBe('true')
    await expect.poll(() => page.locator('room-questions li li').count()).toBe(3)
    await page.keyboard.press('Tab')
    expect((await page.evaluate(focused)).name).toBe('Erase: Will this be recorded?')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Enter')

    await shows('room-questions .line', /^Asked 2 times:\s+2×\s+will this be/i)
    await expect.poll(() => page.locator('room-questions li li').count()).toBe(2)
    expect(await lines().first().getAttribute('aria-expanded')).toBe('true')
    await page.keyboard.press('Shift+Tab')
    expect((await page.evaluate(focused)).name).toMatch(/^Asked 2 times:/)
    await page.keyboard.press('Enter')
    expect(await textOf('room-questions li li')).toBe('')
  })

  test('while a question is typed, the box says how often it was asked, and nothing once it is another', async () => {
    const { page, url, say, shows } = browsing()
    await say('hint', 'Will this be recorded?', 'will this be recorded')
    await page.goto(`${url}/rooms/hint`)
    await shows('room-questions .line', /^Asked 2 times:/)
    const box = page.getByLabel('Your message')
    await box.fill('WILL THIS BE RECORDED')
    await shows('post-box .hint', /^Asked 2 times already: will this be recorded/i)
    await box.fill('The door is blue today, and so is the sky above it')
    await shows('post-box .hint', /^$/)
  })

  test('no word of a flagged question is on the page until it is asked for', async () => {
    const { page, shows } = browsing()
    await open(told)
    await shows('room-questions .asked', 'Will this be recorded?')
    const words = () =>
      page.locator('room-questions').evaluate((one: HTMLElement) => one.shadowRoot?.innerHTML)
    expect(await words()).not.toMatch(/idiot/)
    await lines().nth(1).click()
    const questions = page.locator('room-questions room-mood-messages')
    await questions.getByRole('button', { name: /^Show the flagged/ }).click()
    await shows('room-questions room-mood-messages .text', 'Which idiot wrote this?')
  })

  test.each([
    [403, /shown to moderators only/],
    [404, /older than this page/],
    [503, /^Not yet: it is refused\.\s*$/],
  ])('a stack that answers %i says why there are no groups', async (status, why) => {
    await open({ status })
    await browsing().shows('room-questions p', why)
  })

  test('a stack that keeps no texts says so instead of groups of nothing', async () => {
    await open(
      told.map(({ representative: { text: _, ...rest }, ...more }) => ({ representative: rest, ...more })),
    )
    await browsing().shows('room-questions p', /16 questions since .* This stack keeps no texts/)
    expect(await lines().count()).toBe(0)
  })

  for (const scheme of ['light', 'dark'] as const)
    test(`axe finds nothing (WCAG 2 A and AA) with groups, open and closed, ${scheme}`, async () => {
      const { page, shows, violations } = browsing()
      await page.emulateMedia({ colorScheme: scheme })
      await open(told)
      await shows('room-questions .asked', 'Will this be recorded?')
      for (const at of [0, 1]) await lines().nth(at).click()
      await shows('room-questions room-mood-messages .text', 'Will this be recorded?')
      expect(await violations()).toEqual([])
    })

  test('groups, open and closed, fit a phone of 320 pixels', async () => {
    const { page, shows } = browsing()
    await page.setViewportSize({ width: 320, height: 640 })
    await open(told)
    await shows('room-questions .asked', 'Will this be recorded?')
    await lines().nth(2).click()
    await shows('room-questions room-mood-messages .text', 'aaa')
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320)
  })
}
