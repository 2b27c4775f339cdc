/** One sleep at a time, which can be ended early. Ending while nobody sleeps makes the next sleep none at all. */
export const sleeper = (signal: AbortSignal) => {
  let ended = false
  let wake: (() => void) | undefined
  const end = () => {
    ended = true
    wake?.()
  }
  signal.addEventListener('abort', end)
  return {
    end,
    forMs: async (ms: number) => {
      if (!ended) {
        await new Promise<void>(resolve => {
          const timer = setTimeout(resolve, ms)
          wake = () => {
            clearTimeout(timer)
            resolve()
          }
        })
      }
      ended = false
      wake = undefined
    },
  }
}
