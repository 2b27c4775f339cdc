import { type Progress, progressOf } from '../progress.ts'
import { grouped } from '../terminal.ts'

/** What has become of the rows so far. */
export type Fed = { accepted: number; refused: number }

export const feedProgress = (fed: Fed, bytes: number | undefined): Progress =>
  progressOf(() => `${grouped(fed.accepted)} accepted, ${grouped(fed.refused)} refused`, bytes)
