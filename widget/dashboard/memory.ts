/** Values that outlast a reload. A browser may forbid it, which must not keep the page from working. */
export type Memory = { recall(key: string): string; keep(key: string, value: string): void }

/** `storage` is a function, because reading window.localStorage may throw too. */
export const memoryOf = (storage: () => Storage): Memory => ({
  recall: key => {
    try {
      return storage().getItem(key) ?? ''
    } catch {
      return ''
    }
  },
  keep: (key, value) => {
    try {
      storage().setItem(key, value)
    } catch {
      // Forgotten with the page, then.
    }
  },
})
