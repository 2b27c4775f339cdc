import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Once, into bench/peers: whoever uses roomtone need not have them. */
export const installPeers = (): void => {
  const folder = fileURLToPath(new URL('./peers', import.meta.url))
  if (existsSync(`${folder}/node_modules`)) return
  console.error('installing the peers into bench/peers (once) …')
  execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder, stdio: ['ignore', 2, 2] })
}
