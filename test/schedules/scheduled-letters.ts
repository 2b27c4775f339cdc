import type { Letters } from '../../functions/pipeline/ports.ts'
import { changeFates, done, found, readFates } from './outcomes.ts'
import type { Actor } from './scheduler.ts'
import type { World } from './stage.ts'

/** The dead letters as an actor sees them. Of many, each is changed by itself: no store changes all or none. */
export const scheduledLetters = (
  { scheduler: { call }, model: { letters } }: Pick<World, 'scheduler' | 'model'>,
  by: Actor,
): Letters => {
  const read = <T>(what: string, run: () => Promise<T>, tell: (answer: T) => string) =>
    call<T>(by, { what, run, tell, fates: readFates })
  const change = <T>(what: string, run: () => Promise<T>, tell: (answer: T) => string = String) =>
    call<T>(by, { what, run, tell, fates: changeFates })
  const each = async <One>(
    all: readonly One[],
    what: string,
    run: (one: readonly One[]) => Promise<string[]>,
  ) => (await Promise.all(all.map(one => change(what, () => run([one]), found)))).flat()
  return {
    put: letter =>
      change(
        `keep a dead letter: ${letter.reason}, ${letter.room ?? 'no room'}`,
        () => letters.put(letter),
        done,
      ),
    get: key => read('read a dead letter', () => letters.get(key), done),
    list: query =>
      read(
        'list dead letters',
        () => letters.list(query),
        page => found(page.letters),
      ),
    heads: query =>
      read(
        'list dead letters',
        () => letters.heads(query),
        page => found(page.heads),
      ),
    replayed: (seen, atMs) => each(seen, 'mark as replayed', some => letters.replayed(some, atMs)),
    edit: (seen, edit) => change('edit a dead letter', () => letters.edit(seen, edit)),
    park: (keys, from) => each(keys, 'park a dead letter', some => letters.park(some, from)),
    purge: seen => each(seen, 'purge a dead letter', some => letters.purge(some)),
    restore: all => each(all, 'import a dead letter', some => letters.restore(some)),
  }
}
