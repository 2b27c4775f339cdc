/** As much of a log as tells why something failed. */
const KEPT_CHARACTERS = 4_000

/** What was logged last, for when it is asked for. */
export const lastWords = () => {
  let kept = ''
  return {
    add: (text: string): void => {
      kept = (kept + text).slice(-KEPT_CHARACTERS)
    },
    text: () => kept,
  }
}
