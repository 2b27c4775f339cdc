// biome-ignore lint/suspicious/noTsIgnore: it is an error only where the package is missing
// @ts-ignore: the types are there after `npm run engines`; without it they are any
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { focused } from '../widget/focused.ts'

type Opened = {
  page: Page
  url: string
  say(room: string, ...texts: string[]): Promise<void>
  shows(selector: string, what: string | RegExp): Promise<unknown>
  violations(): Promise<string[]>
}

/** The page on a small screen, with a keyboard alone, and read out. */
export const forEveryone = (opened: () => Opened): void => {
  test('a phone of 320 pixels shows everything without scrolling sideways', async () => {
    const { page, url, say, shows } = opened()
    await say('narrow', `I love ${'a'.repeat(300)}`, 'I hate the queue')
    await page.setViewportSize({ width: 320, height: 640 })
    await page.goto(`${url}/rooms/narrow`)
    await shows('.total', '2 messages')
    await shows('room-mood-messages .text', 'aaa')
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320)
  })

  test('a window that gets narrower takes the page with it, the trend too', async () => {
    const { page, url, say, shows } = opened()
    const plot = page.locator('room-mood canvas')
    await say('turned', 'I love it')
    await page.setViewportSize({ width: 1280, height: 800 })
    await page.goto(`${url}/rooms/turned`)
    await shows('.total', '1 message')
    await expect.poll(async () => (await plot.boundingBox())?.width).toBeGreaterThan(500)
    await page.setViewportSize({ width: 320, height: 800 })
    await expect.poll(async () => (await plot.boundingBox())?.width).toBeLessThan(320)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320)
  })

  for (const colorScheme of ['light', 'dark'] as const)
    test(`axe finds nothing (WCAG 2 A and AA), with messages and without, ${colorScheme}`, async () => {
      const { page, url, say, shows, violations } = opened()
      await say('axe', 'I love it', 'I hate it', 'The door is blue', `So glad ${'that it works '.repeat(40)}`)
      await page.emulateMedia({ colorScheme })
      await page.goto(`${url}/rooms/axe`)
      await shows('.total', 'messages')
      await shows('room-mood-messages .text', 'I hate it')
      await page.getByText('As a table').click()
      await page.getByRole('button', { name: 'Erase: I hate it' }).first().click()
      await shows('.doubt', 'Erase for good?')
      expect(await violations()).toEqual([])
      await page.goto(`${url}/rooms/axe-empty`)
      await shows('.headline', 'Nobody')
      expect(await violations()).toEqual([])
    })

  test('everything is reached with Tab, shows where it is, and the time is chosen with the arrow keys', async () => {
    const { page, url, say, shows } = opened()
    await say('keyboard', 'I love the keyboard', 'I hate the mouse')
    await page.goto(`${url}/rooms/keyboard`)
    await shows('room-mood-messages .text', 'I hate the mouse')
    const reached: string[] = []
    for (;;) {
      await page.keyboard.press('Tab')
      const { name, outline } = await page.evaluate(focused)
      if (name === 'BODY') break
      reached.push(name)
      expect(`${name}: ${outline}`).toMatch(/solid 2px|auto/)
    }
    expect(reached).toEqual([
      'Room',
      'Hour',
      'As a table',
      'Erase: I hate the mouse',
      'Erase: I love the keyboard',
      'Your message',
      'Post',
      'HTML that embeds this room',
      'Auto',
      'API description',
    ])

    await page.getByRole('radio', { name: 'Hour' }).focus()
    await page.keyboard.press('ArrowRight')
    await expect.poll(() => page.url()).toContain('minutes=1440')
    await shows('room-mood-trend h3', 'per hour')
    await opened()
      .page.getByRole('button', { name: /^Erase: I hate/ })
      .focus()
    await page.keyboard.press('Enter')
    expect((await page.evaluate(focused)).name).toBe('Erase')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await expect.poll(async () => (await page.evaluate(focused)).name).toMatch(/^Erase: I hate/)
  })
}
