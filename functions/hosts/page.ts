import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { serveStatic } from '@hono/node-server/serve-static'
import { Hono } from 'hono'
import { secureHeaders } from 'hono/secure-headers'

/** What the page may do: run its own scripts and talk to the stack that it came from. uPlot and lit write styles. */
const contentSecurityPolicy = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'", "'unsafe-inline'"],
  imgSrc: ["'self'", 'data:'],
  connectSrc: ["'self'"],
  baseUri: ["'none'"],
  formAction: ["'none'"],
  frameAncestors: ["'none'"],
}

/** The dashboard, `/` and `/rooms/{room}`, and room-mood.js for pages elsewhere, out of the folder of `npm run prepare`. */
export const createPage = (folder: string): Hono => {
  const page = new Hono()
  if (!existsSync(join(folder, 'index.html'))) return page.get('*', c => c.html(notBuilt, 503))
  return page
    .use(
      secureHeaders({
        contentSecurityPolicy,
        crossOriginResourcePolicy: 'cross-origin',
        strictTransportSecurity: false, // 127.0.0.1 has no certificate
        xFrameOptions: 'DENY',
      }),
    )
    .use(async (c, next) => {
      await next()
      c.header('Cache-Control', 'no-cache')
      c.header('Access-Control-Allow-Origin', '*') // scripts and styles hold nothing of anybody
    })
    .get('/', serveStatic({ root: folder, path: 'index.html' }))
    .get('/rooms/*', serveStatic({ root: folder, path: 'index.html' }))
    .get('*', serveStatic({ root: folder }))
}

const notBuilt = `<!doctype html><html lang="en"><title>roomtone</title>
<p>The page has not been built: run <code>npm run prepare</code>, then start again. The API works without it.</p></html>`
