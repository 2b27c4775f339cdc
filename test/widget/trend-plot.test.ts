import { expect, test } from 'vitest'
import { widthOf } from '../../widget/trend-plot.ts'

test('the axis of counts grows with its longest mark, and has room for three digits before there are any', () => {
  expect(widthOf(['0', '20,000'])).toBe(56)
  expect(widthOf(['0', '1,000,000'])).toBeGreaterThan(widthOf(['0', '20,000']))
  expect(widthOf(null)).toBe(widthOf(['0', '100']))
})
