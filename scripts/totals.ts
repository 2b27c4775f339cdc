/*
 * The closing line of .ci/run: what vitest's JSON report and the checks beside it add up to.
 *
 *   node scripts/totals.ts REPORT CHECKS_PASSED CHECKS_FAILED
 *   …
 *   312 passed, 0 failed, 2 skipped
 *
 * A skipped test counts as failed here, unless its name says that no CI could run it.
 */
import { readFileSync } from 'node:fs'
import process from 'node:process'

/** The part of vitest's JSON report that is read here. */
export type Report = {
  success: boolean
  testResults: {
    name: string
    status: string
    message: string
    assertionResults: { fullName: string; status: string }[]
  }[]
}

export type Totals = { passed: number; failed: number; skipped: number; notes: string[] }

/**
 * Tests that CI may skip have one of these in their name or their suite's: what needs data of one's own; what an engine
 * that is there does otherwise than the service in the cloud: '… (fauxqs cannot: it has no StartMessageMoveTask)'; and
 * what needs Python, which .ci/run does without where it is too old.
 */
const MAY_SKIP = ['ROOMTONE_DATA', ' cannot: ', 'needs cfn-lint']

/** No report at all (vitest crashed, or ran out of time) is one failure. */
export const totalsOf = (report: Report | undefined): Totals => {
  const totals: Totals = { passed: 0, failed: 0, skipped: 0, notes: [] }
  const fail = (note: string) => {
    totals.failed += 1
    totals.notes.push(note)
  }
  for (const file of report?.testResults ?? []) {
    const failedBefore = totals.failed
    for (const { fullName, status } of file.assertionResults) {
      if (status === 'passed') totals.passed += 1
      else if (status === 'failed') fail(`failed: ${fullName}`)
      else if (MAY_SKIP.some(name => fullName.includes(name))) totals.skipped += 1
      else fail(`skipped, and CI allows no skip of it: ${fullName}`)
    }
    // A file that cannot be imported, or whose hook throws, fails without a failed test.
    if (file.status === 'failed' && totals.failed === failedBefore)
      fail(`failed: ${file.name}: ${file.message}`)
  }
  if (!report) fail('vitest left no report: it crashed, or ran out of time')
  else if (totals.passed === 0) fail('no test passed')
  else if (!report.success && totals.failed === 0) fail('vitest failed outside of its tests: see above')
  return totals
}

/** { passed: 3, failed: 0, skipped: 0 } -> '3 passed, 0 failed' */
export const closingLine = ({ passed, failed, skipped }: Omit<Totals, 'notes'>): string =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`

/** Nothing where vitest was ended before or while it wrote. */
const readReport = (file: string): Report | undefined => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

if (import.meta.main) {
  const [file = '', checksPassed, checksFailed] = process.argv.slice(2)
  const totals = totalsOf(readReport(file))
  totals.passed += Number(checksPassed)
  totals.failed += Number(checksFailed)
  for (const note of totals.notes) console.log(note)
  console.log(closingLine(totals))
  process.exitCode = totals.failed === 0 ? 0 : 1
}
