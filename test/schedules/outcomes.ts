import type { Fate } from './plan.ts'

/** What can go wrong with a call that changes nothing, and with one that does. */
export const readFates: readonly Fate[] = ['outage', 'crash']
export const changeFates: readonly Fate[] = ['lost', 'late', 'outage', 'crash', 'crash after']

export const done = () => 'done'
export const found = (things: readonly unknown[]) => `${things.length} found`
