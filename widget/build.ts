import { cp, mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

/*
 * widget/ -> dist/widget/: index.html and page.css as they are, room-mood.js to embed, dashboard.js for the page.
 * Each script stands alone, so that an embedding page loads one file.
 */
const from = import.meta.dirname
const to = join(from, '../dist/widget')

await mkdir(to, { recursive: true })
for (const file of ['index.html', 'page.css']) await cp(join(from, file), join(to, file))

await build({
  entryPoints: { 'room-mood': join(from, 'room-mood.ts'), dashboard: join(from, 'dashboard/dashboard.ts') },
  outdir: to,
  bundle: true,
  minify: true,
  format: 'esm',
  // light-dark(), container queries, AbortSignal.any
  target: ['chrome123', 'firefox124', 'safari17.5'],
  loader: { '.css': 'text' },
  legalComments: 'eof',
})

for (const file of ['room-mood.js', 'dashboard.js']) {
  const bytes = gzipSync(await readFile(join(to, file))).byteLength
  console.error(`dist/widget/${file}: ${(bytes / 1024).toFixed(1)} KiB gzip`)
}
