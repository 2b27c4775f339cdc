import { afterEach, beforeEach, describe } from 'vitest'
import type { Letters, Store } from '../../functions/pipeline/ports.ts'
import { correctionsContract } from './store-corrections.ts'
import { countersContract } from './store-counters.ts'
import { foldContract } from './store-fold.ts'
import { lettersContract } from './store-letters.ts'
import { listContract } from './store-list.ts'
import { questionListContract } from './store-list-questions.ts'
import { mendedLettersContract } from './store-mended-letters.ts'
import { writeContract } from './store-write.ts'

/** A fresh store to try the contract on, and what the suite needs around it. */
export type Subject = {
  store: Store
  letters: Letters
  /** The same data, as another thread or process sees it. */
  other: { store: Store; letters: Letters }
  /** Let time pass on the store's clock. */
  pass(ms: number): void
  /** Forget messages that have expired by then, the way this store does it. */
  expire(nowMs: number): Promise<void>
  close(): Promise<void>
}

/** Gives the subject of the test that is running. */
export type Opened = () => Subject

/** What every store keeps to: the port `Store` and the port `Letters`, sentence by sentence. */
export const storeContract = (open: () => Promise<Subject>): void => {
  let subject: Subject
  beforeEach(async () => {
    subject = await open()
  })
  afterEach(() => subject.close())
  const opened = () => subject
  describe('write and read', () => writeContract(opened))
  describe('counters, rooms and shards', () => countersContract(opened))
  describe('corrections', () => correctionsContract(opened))
  describe('list', () => listContract(opened))
  describe('list of questions', () => questionListContract(opened))
  describe('fold', () => foldContract(opened))
  describe('letters', () => lettersContract(opened))
  describe('letters that people mend', () => mendedLettersContract(opened))
}
