import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Once, into bench/peers, and again where one has come since: whoever uses roomtone need not have them. */
export const installPeers = (): void => {
  const folder = fileURLToPath(new URL('./peers', import.meta.url))
  const { dependencies } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'))
  if (Object.keys(dependencies).every(name => existsSync(`${folder}/node_modules/${name}`))) return
  console.error('installing the peers into bench/peers (once) …')
  execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder, stdio: ['ignore', 2, 2] })
}
