import type { Task } from './tasks.ts'

/** What a file calls the labels, in lower case -> the label. */
export type Names = ReadonlyMap<string, string>

type Read = { is: 'names'; names: Names } | { is: 'wrong'; why: string }

/**
 * The task's own names, and those of --map: ['0=negative, 1=neutral', 'Great=positive'] adds 0, 1 and great.
 * A name may hold commas and white space, but no equals sign.
 */
export const namesOf = (task: Task, maps: readonly string[]): Read => {
  const pair = new RegExp(
    String.raw`\s*([^=]*?)\s*=\s*(${Object.keys(task.names).join('|')})\s*(?:,|$)`,
    'iy',
  )
  const given = new Map<string, string>()
  for (const map of maps)
    for (pair.lastIndex = 0; pair.lastIndex < map.length; ) {
      const [, name, meaning] = pair.exec(map) ?? []
      if (name === undefined) return { is: 'wrong', why: unreadable(map, task) }
      const key = keyOf(name)
      const label = task.names[keyOf(meaning!)]!
      if ((given.get(key) ?? label) !== label)
        return { is: 'wrong', why: `${JSON.stringify(name)} cannot be both ${given.get(key)} and ${label}` }
      given.set(key, label)
    }
  return { is: 'names', names: new Map([...Object.entries(task.names), ...given]) }
}

const unreadable = (map: string, { labels }: Task) =>
  `${JSON.stringify(map)} is no list such as "a=${labels[0]},b=${labels.at(-1)}"; after the equals sign stands one of ${labels.join(', ')}`

const keyOf = (name: string) => name.trim().toLowerCase()

/** ' Positive' -> 'positive'; undefined where the file says something that nobody explained. */
export const labelOf = (value: string, names: Names): string | undefined => names.get(keyOf(value))
