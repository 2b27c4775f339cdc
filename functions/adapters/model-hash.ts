/* In a file of its own, because node:crypto takes 5 ms to load, and what was checked before need not wait for it. */
import { hash } from 'node:crypto'

/** Hashing takes 9 ms: little for never running a file that was cut short. */
export const checkHash = (bytes: Uint8Array, expected: string, path: string, cure: string): void => {
  const actual = hash('sha256', bytes)
  if (actual === expected) return
  throw new Error(
    `${path} is not the file that model.json names: ${bytes.length} bytes with sha256 ${actual}, expected ${expected}; it may have been cut short: ${cure}`,
  )
}
