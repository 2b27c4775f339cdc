import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { metricLine, NAMESPACE } from '../../events/metric-line.ts'
import { measuredLines } from '../../functions/measured-lines.ts'
import type { Measured } from '../../functions/pipeline/metering.ts'
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

test('there is an alarm for what waits, is late, given up, rejected, without a vector, crashes, is refused, slow, and has drifted', () => {
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
    'VectorsMissingAlarm',
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
type Row = [namespace: unknown, name?: unknown, dimension?: unknown, ...more: unknown[]]

test('the dashboard names only what is in the stack, and no two widgets stand in one place', () => {
  const body = template.Resources.Dashboard!.Properties.DashboardBody['Fn::Sub'] as string
  for (const [, resource] of body.matchAll(/\$\{(\w+)(?:\.\w+)?\}/g))
    expect(template.Resources, resource).toHaveProperty(resource!)
  const { widgets } = JSON.parse(body) as { widgets: { x: number; y: number; width: number }[] }
  expect(new Set(widgets.map(({ x, y }) => `${x} ${y}`)).size).toBe(widgets.length)
  for (const { x, width } of widgets) expect(x + width).toBeLessThanOrEqual(24)
})

/** One of everything that a batch can bring. */
const everything: Measured = {
  sinceMs: 0,
  counted: { negative: 1, neutral: 1, positive: 1, unsure: 1 },
  outcomes: { counted: 3, duplicate: 1, revised: 1, erased: 1, rejected: 1, failed: 1 },
  vectorless: 1,
  rejected: { 'not-json': 1 },
  ...{ batch: [1], age: [1], model: [1], store: [1] },
}

/** 'drift by FunctionName', 'rejected by FunctionName,reason' */
const written = () =>
  [
    ...measuredLines(everything, 'f'),
    metricLine({ counts: { drift: 1 }, dimensions: { FunctionName: 'f' }, atMs: 0 }),
  ].flatMap(line =>
    JSON.parse(line)._aws.CloudWatchMetrics.flatMap(
      ({ Dimensions, Metrics }: { Dimensions: string[][]; Metrics: { Name: string }[] }) =>
        Metrics.map(({ Name }) => `${Name} by ${Dimensions[0]}`),
    ),
  )

/** A row is a metric, or a search for all that have one dimension more. */
const shownBy = ([namespace, name, dimension]: Row): string | undefined => {
  if (namespace === NAMESPACE) return `${name} by ${dimension}`
  const { expression = '' } = namespace as { expression?: string }
  const [, dimensions, metric] = /^SEARCH\('\{roomtone,([\w,]+)\} MetricName="(\w+)"/.exec(expression) ?? []
  return metric && `${metric} by ${dimensions}`
}

test('the dashboard shows every metric that the functions write, and no other of ours', () => {
  const body = JSON.parse(template.Resources.Dashboard!.Properties.DashboardBody['Fn::Sub'])
  const rows: Row[] = body.widgets.flatMap(
    (one: { properties: { metrics: Row[] } }) => one.properties.metrics,
  )
  const shown = rows.flatMap(row => shownBy(row) ?? [])
  expect([...new Set(shown)].toSorted()).toEqual([...new Set(written())].toSorted())
})

test('alarms on metrics of ours watch what the functions write', () => {
  const watched = alarms().flatMap(([, { Properties }]) => [
    Properties,
    ...(Properties.Metrics ?? []).flatMap(
      (one: { MetricStat?: { Metric: object } }) => one.MetricStat?.Metric ?? [],
    ),
  ])
  const own = watched.filter(({ Namespace }) => Namespace === NAMESPACE)
  expect(own.map(({ MetricName }) => MetricName)).toEqual(
    expect.arrayContaining(['age', 'rejected', 'vectorless', 'drift']),
  )
  for (const { MetricName, Dimensions } of own)
    expect(written()).toContain(`${MetricName} by ${Dimensions.map(({ Name }: { Name: string }) => Name)}`)
})
