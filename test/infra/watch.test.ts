import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { NAMESPACE } from '../../events/metric-line.ts'
import { ofType, packageTemplate, type Template } from './template.ts'

/* Alarms and dashboard, as they are packaged. */
const folder = mkdtempSync(path.join(tmpdir(), 'roomtone-watch-'))
let template: Template

beforeAll(async () => {
  template = await packageTemplate(folder)
}, 120_000)
afterAll(() => rmSync(folder, { recursive: true }))

const alarms = () => ofType(template, 'AWS::CloudWatch::Alarm')

test('every alarm tells somebody what has happened, and what to do', () => {
  expect(alarms().length).toBeGreaterThan(8)
  for (const [id, { Properties }] of alarms()) {
    expect(id).toMatch(/^([A-Z][a-z]+)+Alarm$/)
    expect(Properties.AlarmActions, id).toEqual([{ Ref: 'AlarmTopic' }])
    expect(Properties.AlarmDescription, id).toMatch(/^[A-Z].+: .+\.$/)
    expect(Properties.TreatMissingData, id).toBe('notBreaching')
  }
})

test('there is an alarm for what waits, is late, given up, rejected, crashes, is refused, slow, and has drifted', () => {
  expect(
    alarms()
      .map(([id]) => id)
      .toSorted(),
  ).toEqual([
    'ApiErrorsAlarm',
    'CountsDriftedAlarm',
    'DeadLettersUncollectedAlarm',
    'FunctionErrorsAlarm',
    'FunctionSlowAlarm',
    'FunctionThrottlesAlarm',
    'LabelsLateAlarm',
    'MessagesGivenUpAlarm',
    'MessagesLagAlarm',
    'MessagesRejectedAlarm',
    'MessagesWaitingAlarm',
  ])
})

test('the alarm for slow functions knows the time-out of each', () => {
  const { Metrics } = template.Resources.FunctionSlowAlarm!.Properties
  for (const metric of Metrics.filter((one: { ReturnData?: boolean }) => one.ReturnData === false)) {
    const { Ref } = metric.MetricStat.Metric.Dimensions[0].Value
    expect(Metrics[0].Expression).toContain(`${metric.Id} / ${template.Resources[Ref]!.Properties.Timeout}`)
    expect(metric.MetricStat.Stat).toBe('p99')
  }
})

/** [namespace, name, dimension, value, …, { label, stat }] */
type Row = [namespace: string, name: string, ...rest: unknown[]]

test('the dashboard names only what is in the stack, and no two widgets stand in one place', () => {
  const body = template.Resources.Dashboard!.Properties.DashboardBody['Fn::Sub'] as string
  for (const [, resource] of body.matchAll(/\$\{(\w+)(?:\.\w+)?\}/g))
    expect(template.Resources, resource).toHaveProperty(resource!)
  const { widgets } = JSON.parse(body) as { widgets: { x: number; y: number; width: number }[] }
  expect(new Set(widgets.map(({ x, y }) => `${x} ${y}`)).size).toBe(widgets.length)
  for (const { x, width } of widgets) expect(x + width).toBeLessThanOrEqual(24)
})

test('the dashboard shows every metric that the functions write', () => {
  const body = JSON.parse(template.Resources.Dashboard!.Properties.DashboardBody['Fn::Sub'])
  const rows: Row[] = body.widgets.flatMap(
    (one: { properties: { metrics: Row[] } }) => one.properties.metrics,
  )
  const own = rows.filter(([namespace]) => namespace === NAMESPACE).map(([, name]) => name)
  expect([...new Set(own)].toSorted()).toEqual(
    [
      ...['counted', 'negative', 'neutral', 'positive', 'unsure', 'duplicates', 'rejected', 'failed'],
      ...['batch', 'age', 'model', 'store', 'drift'],
    ].toSorted(),
  )
})
