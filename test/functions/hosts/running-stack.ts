import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const bin = fileURLToPath(new URL('../../../cli/bin.js', import.meta.url))

export type RunningStack = {
  child: ChildProcess
  url: string
  queueUrl: string
  /** Everything it has said so far. */
  said(): string
  /** Ends it and gives its exit code. */
  end(signal: NodeJS.Signals): Promise<number | null>
}

/** `roomtone start` on a folder and on ports that are free, as a process of its own. */
export const startStack = async (folder: string, ...args: string[]): Promise<RunningStack> => {
  const all = ['start', '--data', folder, '--port', '0', '--queue-port', '0', ...args]
  const child = spawn(process.execPath, [bin, ...all], { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', text => {
      said += text
    })
  const ended = once(child, 'exit')
  const find = (what: RegExp) => what.exec(said)?.[1]
  while (!find(/SQS +(\S+)\n/)) {
    const over = await Promise.race([ended, new Promise(resolve => setTimeout(resolve, 20))])
    if (over) throw new Error(`the stack ended: ${said}`)
  }
  return {
    child,
    url: find(/API +(\S+)\/v1\n/)!,
    queueUrl: find(/SQS +(\S+)\n/)!,
    said: () => said,
    end: async signal => {
      child.kill(signal)
      const [code] = await ended
      return code
    },
  }
}
