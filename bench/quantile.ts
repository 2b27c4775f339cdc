/** quantile([3, 1, 2], 0.5) -> 2 */
export const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(share * values.length))] ??
  Number.NaN

export const median = (values: readonly number[]): number => quantile(values, 0.5)
