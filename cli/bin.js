#!/usr/bin/env node
// The program starts on any Node from 20. The code needs Node 24 (type stripping, node:sqlite): where the
// system's is older, the one that `npm ci` installed (optional package node-linux-*) takes over.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import module from 'node:module'
import { fileURLToPath } from 'node:url'

if (Number(process.versions.node.split('.')[0]) >= 24) {
  // Started by an older Node, below: when that one is killed, this one does not live on.
  if (process.env.ROOMTONE_HANDED_OVER && process.channel) {
    process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))
    process.channel.unref()
  }
  module.enableCompileCache?.()
  await import('./roomtone.ts')
} else {
  const bundled = new URL(
    `../node_modules/node-${process.platform}-${process.arch}/bin/node`,
    import.meta.url,
  )
  if (!existsSync(bundled)) {
    console.error(
      `roomtone needs Node 24, this is ${process.version}, and no package carries one for ${process.platform}-${process.arch}: install Node 24 from https://nodejs.org`,
    )
    process.exit(1)
  }
  const child = spawn(fileURLToPath(bundled), process.argv.slice(1), {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, ROOMTONE_HANDED_OVER: '1' },
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)))
}
