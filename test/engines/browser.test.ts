import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
// biome-ignore lint/suspicious/noTsIgnore: it is an error only where the package is missing
// @ts-ignore: the types are there after `npm run engines`; without it they are any
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { otherSite } from '../widget/other-site.ts'
import { freePort, roomToken, type StackProcess, startStack } from '../widget/stack-process.ts'
import { describeEngine, requireEngine } from './engine.ts'
import { forEveryone } from './for-everyone.ts'
import { groupedQuestions } from './grouped-questions.ts'
import { questionsAndFlags } from './questions-and-flags.ts'

const require = createRequire(import.meta.url)
const run = promisify(execFile)

describeEngine('chromium', 'the page, in a real browser, on the real stack', () => {
  let folder: string
  let ports: [port: number, queuePort: number]
  let stack: StackProcess
  let browser: Browser
  let page: Page
  let url: string
  /** What must stay empty: dialogs, errors of the page, and what the security policy stopped. */
  let faults: string[]
  let requested: string[]

  beforeAll(async () => {
    await run(process.execPath, [join(import.meta.dirname, '../../widget/build.ts')])
    folder = await mkdtemp(join(tmpdir(), 'roomtone-browser-'))
    ports = [await freePort(), await freePort()]
    stack = await startStack(folder, ...ports)
    url = `http://127.0.0.1:${ports[0]}`
    browser = await require('playwright-core').chromium.launch({
      executablePath: process.env.ROOMTONE_CHROMIUM ?? requireEngine('chromium'),
      args: ['--no-sandbox', '--disable-dev-shm-usage'],
    })
  })
  afterAll(async () => {
    await browser?.close()
    await stack?.kill()
    await rm(folder, { recursive: true, force: true })
  })
  beforeEach(async () => {
    const context = await browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce' })
    page = await context.newPage()
    faults = []
    requested = []
    page.on('dialog', (dialog: { message(): string; dismiss(): void }) => {
      faults.push(`dialog: ${dialog.message()}`)
      dialog.dismiss()
    })
    page.on('pageerror', (error: Error) => faults.push(`error: ${error.message}`))
    page.on('console', (line: { text(): string }) => {
      if (/Content Security Policy/i.test(line.text())) faults.push(line.text())
    })
    page.on('request', (request: { url(): string }) => requested.push(request.url()))
  })
  afterEach(() => page.context().close())

  const say = async (room: string, ...texts: string[]) => {
    const response = await fetch(`${url}/v1/rooms/${encodeURIComponent(room)}/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(texts.map(text => ({ text }))),
    })
    expect(response.status).toBe(202)
  }
  const textOf = async (selector: string): Promise<string> =>
    (await page.locator(selector).allInnerTexts()).join('\n')
  /** Wait until what is shown says so. */
  const shows = (selector: string, what: string | RegExp, withinMs = 8_000) =>
    expect.poll(() => textOf(selector), { timeout: withinMs, interval: 100 }).toMatch(what)
  const violations = async () => {
    const { AxeBuilder } = require('@axe-core/playwright')
    const found = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa']).analyze()
    return found.violations.map(({ id, nodes }: { id: string; nodes: { failureSummary: string }[] }) =>
      [id, ...nodes.map(node => node.failureSummary)].join('\n'),
    )
  }

  test('posted messages change the numbers without a reload, and an erased one changes them back', async () => {
    await page.goto(`${url}/rooms/town%20hall`)
    await shows('.headline', 'Nobody has said anything')
    await page.evaluate(() => Object.assign(window, { sameDocument: true }))
    await say('town hall', 'I love this, thank you so much!', 'This is a terrible decision, I am so angry')
    await shows('.total', '2 messages')
    await shows('.shares .positive .n', /^1$/)
    await shows('.shares .negative .n', /^1$/)
    await shows('room-mood-messages .text', 'a terrible decision')

    await page.getByRole('button', { name: 'Erase: This is a terrible decision' }).click()
    await page.getByRole('button', { name: 'Erase', exact: true }).click()
    await shows('.total', '1 message')
    await shows('.shares .negative .n', /^0$/)
    expect(await textOf('room-mood-messages .text')).not.toContain('terrible')
    expect(await page.evaluate(() => 'sameDocument' in window)).toBe(true)
    expect(faults).toEqual([])
  })

  test('the post box posts, says what the message was counted as, and the numbers move', async () => {
    await page.goto(`${url}/?room=post%20box`)
    await shows('.headline', 'Nobody has said anything')
    await page.getByLabel('Your message').fill('What a wonderful talk, I am so happy')
    await page.keyboard.press('Control+Enter')
    await shows('post-box [role=status]', /Counted as positive, \d+% confident/)
    await shows('.total', '1 message')
    expect(await page.getByLabel('Your message').inputValue()).toBe('')
  })

  test('the model that comes with it tells questions and insults, live', async () => {
    await page.goto(`${url}/rooms/kinds`)
    await shows('.headline', 'Nobody has said anything')
    await say('kinds', 'where can I find the slides', 'You are a bunch of stupid idiots', 'I love this talk')
    await shows('.total', '3 messages')
    await shows('.asides .questions', /^\s*1 question$/)
    await shows('.asides .flagged', /^\s*1 flagged$/)
  })

  test('a script, markup and bidi controls in a message are shown as text', async () => {
    const attack = `I hate <script>alert('posted')</script><img src=x onerror="alert('image')"> \u202egnihtyreve`
    await say('attack', attack)
    await page.goto(`${url}/rooms/attack`)
    await shows('room-mood-messages .text bdi', attack)
    expect(await page.locator('room-mood-messages img, room-mood-messages script').count()).toBe(0)
    expect(faults).toEqual([])
  })

  test('a long message is clipped until its button is pressed', async () => {
    const long = `I hate waiting. ${'So slow! '.repeat(215)}The end.`
    await say('long', long)
    await page.goto(`${url}/rooms/long`)
    await shows('room-mood-messages .text', /…$/)
    await page.getByRole('button', { name: 'Show all 1959 characters' }).click()
    await shows('room-mood-messages .text', /The end\.$/)
  })

  test('nothing is asked of any other server', async () => {
    await page.goto(`${url}/rooms/attack`)
    await shows('.total', 'message')
    expect(requested.filter(asked => !asked.startsWith(`${url}/`) && !asked.startsWith('data:'))).toEqual([])
  })

  forEveryone(() => ({ page, url, say, shows, violations }))

  groupedQuestions(() => ({ page, url, say, shows, textOf, violations }))

  questionsAndFlags(() => ({ page, url, shows, textOf, violations }))

  test('on a page elsewhere, a read token shows the counts and no messages, and no token says so', async () => {
    await say('elsewhere', 'I love this', 'I hate that')
    const token = await roomToken(folder, 'elsewhere', 'read')
    const site = await otherSite(url, 'elsewhere', token)
    await page.goto(site.address)
    await shows('.total', '2 messages')
    await shows('room-mood .note', 'shown to moderators only')
    expect(await textOf('room-mood section')).not.toContain('I hate that')
    site.close()
    const other = await otherSite(url, 'elsewhere', 'no.such.token')
    await page.goto(other.address)
    await shows('[role=alert]', /No valid token for this room/)
    other.close()
    expect(faults).toEqual([])
  })

  test('a stack that was killed is seen as gone, its numbers stay, and its return is seen too', async () => {
    await say('killed', 'I love this', 'I hate that')
    await page.goto(`${url}/rooms/killed`)
    await shows('.total', '2 messages')
    await stack.kill()
    await shows('.freshness', 'Not live')
    await shows('[role=alert]', /Not updated since \d\d:\d\d:\d\d/, 20_000)
    await shows('.total', '2 messages')
    expect(await violations()).toEqual([])
    stack = await startStack(folder, ...ports)
    await say('killed', 'And I love that it is back')
    await shows('.total', '3 messages', 20_000)
    await shows('.freshness', /^Live/)
    expect(await page.getByRole('alert').count()).toBe(0)
  }, 90_000)
})
