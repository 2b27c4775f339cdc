import { type Label, labels } from '../../schemas/labelled.ts'
import { grouped, plural, printable } from '../terminal.ts'

/** What became of the messages of one room. `moved`: from which label to which, of those that were relabelled. */
export type Sums = {
  read: number
  /** By that model already. */
  same: number
  /** In a dry run: that would be. */
  relabelled: number
  /** Questions that got a vector: with a new label, or with the one that they had. */
  encoded: number
  /** Questions of which no vector can be made: nothing in them is left to encode. */
  unencoded: number
  /** Erased or expired meanwhile. */
  gone: number
  /** Those that keep the label they had. */
  kept: Record<Kept, number>
  moved: Record<Label, Record<Label, number>>
}

export type Kept = 'no-text' | 'unlabelled' | 'refused' | 'busy'

const whys: Record<Kept, string> = {
  'no-text': 'have no text: the stack keeps labels only',
  unlabelled: 'cannot be labelled by this model',
  refused: 'were refused by the store',
  busy: 'were written by others all the time: run it again',
}

export const noSums = (): Sums => ({
  ...{ read: 0, same: 0, relabelled: 0, encoded: 0, unencoded: 0, gone: 0 },
  kept: { 'no-text': 0, unlabelled: 0, refused: 0, busy: 0 },
  moved: byLabel(() => byLabel(() => 0)),
})

const byLabel = <T>(of: (label: Label) => T) =>
  Object.fromEntries(labels.map(label => [label, of(label)])) as Record<Label, T>

export const keptIn = ({ kept }: Sums): number => Object.values(kept).reduce((sum, some) => sum + some, 0)

const movedIn = ({ moved, relabelled }: Sums): number =>
  labels.reduce((left, label) => left - moved[label][label], relabelled)

const WIDTH = 10

/**
 * Rows: the label it had; columns: the one it has now.
 *
 *   had \ has     negative    neutral   positive
 *   negative            40          3          1
 *   neutral              5        100          8
 *   positive             1          4         60
 */
export const matrix = ({ moved }: Sums): string[] => {
  const row = (name: string, cells: readonly string[]) =>
    name.padEnd(WIDTH) + cells.map(cell => cell.padStart(WIDTH + 1)).join('')
  return [
    row('had \\ has', labels),
    ...labels.map(from =>
      row(
        from,
        labels.map(to => grouped(moved[from][to])),
      ),
    ),
  ]
}

/** 'demo: 222 messages relabelled by nano@5a3e91b; 22 with another label than before; 3 by it already' */
export const summary = (room: string, model: string, sums: Sums, isDryRun: boolean): string => {
  const { same, relabelled, encoded, unencoded, gone, kept } = sums
  const done = isDryRun ? 'would be relabelled' : 'relabelled'
  return [
    `${printable(room)}: ${plural(relabelled, 'message')} ${done} by ${printable(model)}`,
    ...(relabelled > 0 ? [`${grouped(movedIn(sums))} with another label than before`] : []),
    ...(same > 0 ? [`${grouped(same)} by it already`] : []),
    ...(encoded > 0 ? [`${plural(encoded, 'vector')} ${isDryRun ? 'would be ' : ''}filled in`] : []),
    ...(unencoded > 0 ? [`of ${plural(unencoded, 'question')} no vector can be made`] : []),
    ...(gone > 0 ? [`${grouped(gone)} erased meanwhile`] : []),
    ...Object.entries(kept)
      .filter(([, some]) => some > 0)
      .map(([why, some]) => `${grouped(some)} ${whys[why as Kept]}`),
    ...(isDryRun ? ['nothing was written'] : []),
  ].join('; ')
}
