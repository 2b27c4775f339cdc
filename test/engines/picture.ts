/*
 * The pictures of docs/, taken anew of a stack of its own in a temporary folder.
 *
 *   node test/engines/picture.ts                                  docs/dashboard.png: the demo, once it is all counted
 *   node test/engines/picture.ts PAIRS.tsv question1 question2    docs/questions.png: each column fed as questions
 *
 * Needs Chromium and `npm run engines`.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort, startStack } from '../widget/stack-process.ts'
import { requireEngine } from './engine.ts'

const require = createRequire(import.meta.url)
const root = join(import.meta.dirname, '../..')
const SCREEN = { width: 1280, height: 1180 }
/** Nothing has been counted for so long: all is. */
const QUIET_MS = 15_000
/** A room of many questions is read and grouped within this. */
const WITHIN_MS = 60_000

const run = async (...args: string[]): Promise<void> => {
  const [code] = await once(spawn(process.execPath, args, { stdio: 'inherit', cwd: root }), 'close')
  if (code !== 0) throw new Error(`node ${args.join(' ')} ended with ${code}`)
}

const feed = async (url: string, room: string, file: string, columns: readonly string[]): Promise<void> => {
  for (const column of columns) {
    const to = ['--url', url, '--room', room, '--source', column]
    await run('cli/bin.js', 'feed', file, '--column', column, '--no-wait', ...to)
  }
}

const counted = async (url: string, room: string): Promise<void> => {
  let n = -1
  for (;;) {
    const mood = (await (await fetch(`${url}/v1/rooms/${room}/mood`)).json()) as { n: number }
    if (mood.n === n) return
    n = mood.n
    await sleep(QUIET_MS)
  }
}

/** The page of a room with its largest group open: the screen, or all of the page. */
const take = async (url: string, room: string, picture: string, fullPage: boolean): Promise<void> => {
  const browser = await require('playwright-core').chromium.launch({
    executablePath: process.env.ROOMTONE_CHROMIUM ?? requireEngine('chromium'),
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
  })
  try {
    const page = await browser.newPage({ viewport: SCREEN, locale: 'en-GB', colorScheme: 'light' })
    await page.goto(`${url}/rooms/${room}`)
    await page.locator('room-questions .line').first().click({ timeout: WITHIN_MS })
    await page.locator('room-questions room-mood-messages li').first().waitFor({ timeout: WITHIN_MS })
    await page.mouse.move(0, 0)
    await page.screenshot({ path: join(root, picture), fullPage })
  } finally {
    await browser.close()
  }
}

const [file, ...columns] = process.argv.slice(2)
const isDemo = file === undefined
const [room, picture] = isDemo ? ['demo', 'docs/dashboard.png'] : ['questions', 'docs/questions.png']
if (!isDemo && columns.length === 0)
  throw new Error(`which columns of ${file}? node test/engines/picture.ts ${file} question1 question2`)
const folder = await mkdtemp(join(tmpdir(), 'roomtone-picture-'))
const port = await freePort()
const url = `http://127.0.0.1:${port}`
await run('widget/build.ts')
const stack = await startStack(folder, port, await freePort(), { demo: isDemo })
try {
  if (!isDemo) await feed(url, room, file, columns)
  await counted(url, room)
  await take(url, room, picture, isDemo)
  console.log(`${picture} is taken`)
} finally {
  await stack.kill()
  await rm(folder, { recursive: true, force: true })
}
