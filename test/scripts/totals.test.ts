import { expect, test } from 'vitest'
import { closingLine, type Report, totalsOf } from '../../scripts/totals.ts'

const reportOf = (...tests: [fullName: string, status: string][]): Report => ({
  success: tests.every(([, status]) => status !== 'failed'),
  testResults: [
    {
      name: 'one.test.ts',
      status: tests.some(([, status]) => status === 'failed') ? 'failed' : 'passed',
      message: '',
      assertionResults: tests.map(([fullName, status]) => ({ fullName, status })),
    },
  ],
})

const counted = (report: Report | undefined) => closingLine(totalsOf(report))

test('passed and failed tests are counted', () => {
  expect(counted(reportOf(['a', 'passed'], ['b', 'passed'], ['c', 'failed']))).toBe('2 passed, 1 failed')
})

test('a skipped test is a failed one, unless its name says why no CI could run it', () => {
  expect(counted(reportOf(['a', 'passed'], ['DynamoDB Local writes', 'skipped']))).toBe('1 passed, 1 failed')
  expect(counted(reportOf(['a', 'passed'], ['corpus (needs ROOMTONE_DATA) agrees', 'skipped']))).toBe(
    '1 passed, 0 failed, 1 skipped',
  )
  expect(counted(reportOf(['a', 'passed'], ['moves back (fauxqs cannot: it has no task)', 'skipped']))).toBe(
    '1 passed, 0 failed, 1 skipped',
  )
})

test('a file that cannot be imported is a failure', () => {
  const report = reportOf(['a', 'passed'])
  report.testResults.push({ name: 'two.test.ts', status: 'failed', message: 'no', assertionResults: [] })
  expect(counted(report)).toBe('1 passed, 1 failed')
})

test('a run without a report, without a passed test, or failed outside of its tests, is a failure', () => {
  expect(counted(undefined)).toBe('0 passed, 1 failed')
  expect(counted({ success: true, testResults: [] })).toBe('0 passed, 1 failed')
  expect(counted({ ...reportOf(['a', 'passed']), success: false })).toBe('1 passed, 1 failed')
})
