import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { standing } from '../../cli/cost/fixed.ts'
import { ofType, packageTemplate } from './template.ts'

/** A sum of metrics is billed by the metric. https://aws.amazon.com/cloudwatch/pricing/ */
const metricsOf = ({ Metrics }: { Metrics?: { MetricStat?: unknown }[] }): number =>
  Metrics ? Metrics.filter(({ MetricStat }) => MetricStat).length : 1

test('what stands whatever comes is what the template makes, without Kafka', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'roomtone-standing-'))
  try {
    const template = await packageTemplate(folder)
    const alarms = ofType(template, 'AWS::CloudWatch::Alarm').filter(
      ([, { Condition }]) => Condition !== 'HasKafka',
    )
    expect(standing).toEqual({
      alarmMetrics: alarms.reduce((sum, [, { Properties }]) => sum + metricsOf(Properties), 0),
      dashboards: ofType(template, 'AWS::CloudWatch::Dashboard').length,
      secrets: ofType(template, 'AWS::SecretsManager::Secret').length,
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}, 120_000)
