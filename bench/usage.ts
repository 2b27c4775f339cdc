/*
 * `node --import bench/usage.ts PROGRAM`: writes a line of JSON to file descriptor 3, when the program gets SIGUSR2 and
 * when it ends. { rssMb, cpuMs }: the largest resident memory that it ever had (10^6 bytes), and all its CPU time.
 */
import { writeSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'

const usage = () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage()
  writeSync(
    3,
    `${JSON.stringify({ rssMb: maxRSS * 1.024e-3, cpuMs: (userCPUTime + systemCPUTime) / 1000 })}\n`,
  )
}

// A worker imports it, too, and has nothing of its own to tell.
if (isMainThread) process.on('SIGUSR2', usage).on('exit', usage)
