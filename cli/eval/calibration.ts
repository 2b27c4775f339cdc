/** How probable the model held its answer, and whether that was right. */
export type Claim = { confidence: number; isRight: boolean }

/** The most probable label of a text, as a claim. gold 'b', shares { a: 0.3, b: 0.7 } -> 0.7, right */
export const claimOf = (gold: string, shares: Readonly<Record<string, number>>): Claim => {
  const [label, confidence] = Object.entries(shares).reduce((best, one) => (one[1] > best[1] ? one : best))
  return { confidence, isRight: label === gold }
}

/**
 * Expected calibration error (Naeini et al. 2015): over bins of equal width, how far confidence and accuracy are apart.
 * Two claims at 0.9, one of them right -> 0.4. At least one claim.
 */
export const calibrationError = (claims: readonly Claim[], bins = 15): number => {
  const gaps = new Array<number>(bins).fill(0)
  for (const { confidence, isRight } of claims)
    gaps[Math.min(bins - 1, Math.floor(confidence * bins))]! += confidence - Number(isRight)
  return gaps.reduce((total, gap) => total + Math.abs(gap), 0) / claims.length
}

/** The `coverage` of rows that the model is most confident about: their accuracy, and the least confidence among them. */
export type CoveragePoint = { coverage: number; confidence: number; accuracy: number }

const COVERAGES = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]

/**
 * What is gained by leaving out what the model is least confident about. Claims of equal confidence that do not all fit
 * in count in proportion, so that their order does not matter. 4 claims at 0.9, 3 of them right -> 0.75 everywhere.
 */
export const coverageCurve = (claims: readonly Claim[]): CoveragePoint[] => {
  const groups = [...Map.groupBy(claims, claim => claim.confidence)]
    .map(([confidence, all]) => ({ confidence, n: all.length, right: all.filter(one => one.isRight).length }))
    .sort((a, b) => b.confidence - a.confidence)
  return COVERAGES.map(coverage => {
    let left = coverage * claims.length
    let right = 0
    let confidence = 1
    for (const group of groups) {
      if (left <= 1e-9) break
      const taken = Math.min(1, left / group.n)
      right += taken * group.right
      left -= taken * group.n
      confidence = group.confidence
    }
    return { coverage, confidence, accuracy: right / (coverage * claims.length) }
  })
}
