// biome-ignore lint/suspicious/noTsIgnore: it is an error only where the package is missing
// @ts-ignore: the types are there after `npm run engines`; without it they are any
import type { Page, Route } from 'playwright-core'
import { expect, test } from 'vitest'
import type { MessageView } from '../../schemas/message-view.ts'
import { focused } from '../widget/focused.ts'
import { message, messagesFor, moodOf } from '../widget/telling-stack.ts'

/** What the suite of the page lends: the page, where it is served, and how to look at it. */
type Browsing = {
  page: Page
  url: string
  shows(selector: string, what: string | RegExp): Promise<void>
  textOf(selector: string): Promise<string>
  violations(): Promise<string[]>
}

const insult = 'You are all liars and idiots'
const rude = 'Which idiot wrote this?'
const told = [
  message('Where are the slides', 'neutral', { kind: 'question' }),
  message(rude, 'negative', { kind: 'question', flagged: true, offensive: 0.9 }),
  message(insult, 'negative', { flagged: true, offensive: 0.95 }),
  message('I hate the queue', 'negative', { sure: false }),
  message('I love the talk', 'positive'),
]
/** As a stack says it that knows neither questions nor flags. */
const older = (messages: MessageView[]) =>
  messages.map(({ kind: _, offensive: __, flagged: ___, ...rest }) => rest)

/** Put the answers of a stack whose model tells more than the label in place of the real ones. */
const answer = async (page: Page, messages: MessageView[], { old = false } = {}) => {
  await page.route(/\/v1\/rooms\/[^/]+\/mood/, (route: Route) => {
    const { questions, flagged, ...mood } = moodOf(messages, Date.now())
    const { models: _, ...older } = mood
    return route.fulfill({ json: old ? older : { ...mood, questions, flagged } })
  })
  await page.route(/\/v1\/rooms\/[^/]+\/messages\?/, (route: Route) => {
    const { searchParams } = new URL(route.request().url())
    if (old) for (const unknown of ['kind', 'flagged']) searchParams.delete(unknown)
    const found = messagesFor(messages, searchParams)
    return route.fulfill({ json: { messages: old ? older(found) : found } })
  })
}

/** Tests of what the page shows of a model that tells questions, and flags what may offend. */
export const questionsAndFlags = (browsing: () => Browsing): void => {
  const open = async (messages: MessageView[] = told, old = false) => {
    const { page, url, shows } = browsing()
    await answer(page, messages, { old })
    await page.goto(`${url}/rooms/told`)
    await shows('.total', /message/)
    await shows('room-mood-messages .text', 'I love the talk')
  }
  const lists = () => browsing().page.locator('room-mood-messages')

  test('questions and flagged messages are counted beside the mood, and the latest questions listed', async () => {
    const { textOf } = browsing()
    await open()
    expect((await textOf('.asides .questions')).trim()).toBe('2 questions')
    expect((await textOf('.asides .flagged')).trim()).toBe('2 flagged')
    expect(await textOf('room-mood-messages.questions .text')).toBe('Where are the slides')
    expect(await textOf('section > [role=status]')).toMatch(/2 questions, 2 flagged\.$/)
  })

  test('the models that counted are named where there is more than one, and only there', async () => {
    const { page, textOf } = browsing()
    await open()
    expect(await page.locator('.models').count()).toBe(0)
    await page.unrouteAll()
    await open([...told, message('So good', 'positive', { model: '<b>nano@5a3e91b' })])
    expect(await textOf('.models')).toBe('Labelled by 2 models: 5 by telling, 1 by <b>nano@5a3e91b.')
  })

  test('a stack that tells neither shows a page without them, and is not asked for questions', async () => {
    const { page, textOf } = browsing()
    await open(told, true)
    expect(await textOf('.summary')).not.toMatch(/question|flagged/)
    expect(await lists().count()).toBe(2)
    expect(await page.getByRole('radio', { name: 'Questions' }).count()).toBe(0)
    expect(await page.locator('room-mood-messages .kind, room-mood-messages .veil').count()).toBe(0)
  })

  test('a question among other messages is marked, in words too', async () => {
    await open([...told, message('I hate it, why so slow', 'negative', { kind: 'question' })])
    const items = browsing().page.locator('room-mood-messages.negative li')
    const marks = (text: string) => items.filter({ hasText: text }).locator('.kind').allInnerTexts()
    expect((await marks('why so slow')).map((mark: string) => mark.trim())).toEqual(['question'])
    expect(await marks('I hate the queue')).toEqual([])
  })

  test('no word of a flagged text is on the page, nor in the name of a button, until it is asked for', async () => {
    const { page } = browsing()
    await open()
    const negative = page.locator('room-mood-messages.negative')
    const words = () => negative.evaluate((list: HTMLElement) => list.shadowRoot?.innerHTML ?? '')
    expect(await words()).not.toMatch(/idiot/)
    expect(await words()).toMatch(/aria-label="Erase: flagged message of \d\d:\d\d"/)

    await negative
      .getByRole('button', { name: /^Show the flagged message of/ })
      .last()
      .focus()
    await page.keyboard.press('Enter')
    await browsing().shows('room-mood-messages.negative .text', insult)
    expect(await words()).not.toContain(rude)
    const hide = negative.getByRole('button', { name: /^Hide the flagged message of/ })
    expect(await hide.getAttribute('aria-expanded')).toBe('true')
    expect((await page.evaluate(focused)).name).toMatch(/^Hide/)
    expect(await words()).toContain(`aria-label="Erase: ${insult}"`)

    await hide.click()
    expect(await words()).not.toMatch(/idiot/)
  })

  test('the arrow keys choose questions or flagged messages alone, and the highlights again', async () => {
    const { page, shows } = browsing()
    await open()
    await page.getByRole('radio', { name: 'Highlights' }).focus()
    await page.keyboard.press('ArrowRight')
    await shows('room-mood-messages h3', /^\s*Latest questions\s*$/)
    expect(await lists().locator('li').count()).toBe(2)
    await page.keyboard.press('ArrowRight')
    await shows('room-mood-messages h3', /^\s*Latest flagged/)
    expect(await lists().locator('.veil').count()).toBe(2)
    await page.keyboard.press('ArrowRight')
    await shows('room-mood-messages h3', 'Most negative')
    expect(await lists().count()).toBe(3)
  })

  test('after No, the focus is back on the message that was to be erased', async () => {
    const { page } = browsing()
    await open()
    await page.getByRole('button', { name: 'Erase: I hate the queue' }).click()
    await page.getByRole('button', { name: 'Keep' }).click()
    expect((await page.evaluate(focused)).name).toBe('Erase: I hate the queue')
  })

  test('questions, marks and veils fit a phone of 320 pixels', async () => {
    const { page } = browsing()
    await page.setViewportSize({ width: 320, height: 640 })
    await open([
      ...told,
      message(`Why ${'a'.repeat(300)}`, 'negative', { kind: 'question', author: 'b'.repeat(90) }),
    ])
    for (const view of ['Highlights', 'Questions', 'Flagged']) {
      await page.getByRole('radio', { name: view }).check({ force: true })
      await expect.poll(() => lists().count()).toBe(view === 'Highlights' ? 3 : 1)
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320)
    }
  })

  for (const scheme of ['light', 'dark'] as const)
    test(`axe finds nothing (WCAG 2 A and AA) with questions, veils and a shown one, ${scheme}`, async () => {
      const { page, violations } = browsing()
      await page.emulateMedia({ colorScheme: scheme })
      await open()
      await page
        .getByRole('button', { name: /^Show the flagged/ })
        .first()
        .click()
      expect(await violations()).toEqual([])
    })

  test('with forced colours, what is chosen and how the labels share are still told apart', async () => {
    const { page } = browsing()
    await page.emulateMedia({ forcedColors: 'active' })
    await open()
    const backgrounds = (selector: string): Promise<string[]> =>
      page
        .locator(selector)
        .evaluateAll((found: Element[]) => found.map(element => getComputedStyle(element).backgroundColor))
    const [chosen] = await backgrounds('room-mood .segments span')
    expect(await backgrounds('html')).not.toContain(chosen)
    expect(new Set(await backgrounds('room-mood .segment')).size).toBe(3)
  })
}
