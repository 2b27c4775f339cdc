/*
 * The share of a machine that Lambda gives a function: a core at 1,769 MB, less of one in proportion below, and the
 * memory it was given and no more. Linux holds a process to it by control groups, which root may make:
 *
 *   version 1   /sys/fs/cgroup/{cpu,cpuacct,memory}/roomtone-…/   cpu.cfs_quota_us, cpu.cfs_period_us, memory.limit_in_bytes
 *   version 2   /sys/fs/cgroup/roomtone-…/                        cpu.max, memory.max
 *
 * Where they cannot be made, the function has the whole machine, and every result says so.
 */
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import path from 'node:path'
import process from 'node:process'

/** Memory at which a function has one core. https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
const MB_A_CORE = 1_769

/** How often the quota is filled up again: as Lambda's own, by what its throttled functions show. */
const PERIOD_US = 20_000

/** What a function used, all its processes since the start. Zeros but for `usedMs` where nothing was held. */
export type CpuUse = {
  /** Whether it was held to its share; where it was not, why. */
  throttled: boolean
  why?: string
  /** 0.579 at 1,024 MB */
  cores: number
  /** Periods of 20 ms in which it ran, and how many of them it was stopped in, for how long. */
  periods: number
  throttledPeriods: number
  throttledMs: number
  /** Undefined where there is no control group to tell. */
  usedMs?: number
}

export type Share = {
  throttled: boolean
  /** The command that runs another one within the share: ['node', 'a.mjs'] -> ['sh', '-c', …, 'node', 'a.mjs'] */
  command(argv: readonly string[]): string[]
  cpu(): CpuUse
  /** Once all that ran in it has ended. */
  remove(): void
}

const ROOT = '/sys/fs/cgroup'

/** 1024 -> 0.579 */
export const coresOf = (memoryMb: number): number => Math.round((memoryMb / MB_A_CORE) * 1_000) / 1_000

/** Take the share of a function with so much memory. Never throws: without control groups there is none. */
export const takeShare = (memoryMb: number, wanted: boolean): Share => {
  const cores = coresOf(memoryMb)
  if (!wanted) return wholeMachine(cores, 'it was not asked to be')
  try {
    const group = existsSync(path.join(ROOT, 'cgroup.controllers')) ? versionTwo : versionOne
    return held(group(`roomtone-${process.pid}-${++made}`, cores, memoryMb), cores)
  } catch (error) {
    return wholeMachine(cores, `control groups need root and Linux (${(error as Error).message})`)
  }
}

let made = 0

const wholeMachine = (cores: number, why: string): Share => ({
  throttled: false,
  command: argv => [...argv],
  cpu: () => ({ throttled: false, why, cores, periods: 0, throttledPeriods: 0, throttledMs: 0 }),
  remove: () => {},
})

type Group = {
  folders: string[]
  stat(): Pick<CpuUse, 'periods' | 'throttledPeriods' | 'throttledMs' | 'usedMs'>
}

/** A shell enters the group and then becomes the command, so that not even its start is outside. */
const held = ({ folders, stat }: Group, cores: number): Share => {
  const enter = folders.map(folder => `echo $$ > ${folder}/cgroup.procs`).join(' && ')
  const ofMachine = availableParallelism()
  return {
    throttled: true,
    command: argv => ['sh', '-c', `${enter} && exec "$@"`, 'sh', ...argv],
    cpu: () => ({
      throttled: true,
      ...(cores > ofMachine ? { why: `this machine has ${ofMachine} cores, fewer than the share` } : {}),
      cores,
      ...stat(),
    }),
    remove: () => folders.map(removeFolder),
  }
}

const versionOne = (name: string, cores: number, memoryMb: number): Group => {
  const [cpu, account, memory] = ['cpu', 'cpuacct', 'memory'].map(one => path.join(ROOT, one, name))
  return making([cpu!, account!, memory!], () => {
    write(cpu!, 'cpu.cfs_period_us', PERIOD_US)
    write(cpu!, 'cpu.cfs_quota_us', Math.round(cores * PERIOD_US))
    write(memory!, 'memory.limit_in_bytes', memoryMb * 1024 * 1024)
    return () => {
      const { nr_periods = 0, nr_throttled = 0, throttled_time = 0 } = numbers(cpu!, 'cpu.stat')
      const usedNs = Number(readFileSync(path.join(account!, 'cpuacct.usage'), 'utf8'))
      return {
        periods: nr_periods,
        throttledPeriods: nr_throttled,
        throttledMs: throttled_time / 1e6,
        usedMs: usedNs / 1e6,
      }
    }
  })
}

const versionTwo = (name: string, cores: number, memoryMb: number): Group => {
  const folder = path.join(ROOT, name)
  writeFileSync(path.join(ROOT, 'cgroup.subtree_control'), '+cpu +memory')
  return making([folder], () => {
    write(folder, 'cpu.max', `${Math.round(cores * PERIOD_US)} ${PERIOD_US}`)
    write(folder, 'memory.max', memoryMb * 1024 * 1024)
    return () => {
      const {
        nr_periods = 0,
        nr_throttled = 0,
        throttled_usec = 0,
        usage_usec = 0,
      } = numbers(folder, 'cpu.stat')
      return {
        periods: nr_periods,
        throttledPeriods: nr_throttled,
        throttledMs: throttled_usec / 1e3,
        usedMs: usage_usec / 1e3,
      }
    }
  })
}

/** Leaves no folder behind where one cannot be made or set. */
const making = (folders: string[], set: () => Group['stat']): Group => {
  try {
    for (const folder of folders) mkdirSync(folder, { recursive: true }) // one where controllers are mounted together
    return { folders, stat: set() }
  } catch (error) {
    folders.map(removeFolder)
    throw error
  }
}

const write = (folder: string, file: string, value: number | string): void =>
  writeFileSync(path.join(folder, file), String(value))

/** 'nr_periods 12\nnr_throttled 3' -> { nr_periods: 12, nr_throttled: 3 } */
const numbers = (folder: string, file: string): Record<string, number> =>
  Object.fromEntries(
    readFileSync(path.join(folder, file), 'utf8')
      .trim()
      .split('\n')
      .map(line => line.split(' ') as [string, string])
      .map(([name, value]) => [name, Number(value)]),
  )

const removeFolder = (folder: string): void => {
  try {
    rmdirSync(folder)
  } catch {
    // Gone already, or never there; what is busy still is empty soon and weighs nothing.
  }
}
