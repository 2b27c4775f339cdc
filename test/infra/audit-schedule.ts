import { describe, expect, test } from 'vitest'
import { NAMESPACE } from '../../events/metric-line.ts'
import { resourcesOf } from './conditions.ts'
import { grantedTo } from './permissions.ts'
import type { Template } from './template.ts'

/** What of a packaged stack the audit brings with it. */
export const describeAuditSchedule = (template: () => Template): void => {
  describe('the audit', () => {
    test.each([
      ['daily, unless something else is said', {}, 'ENABLED'],
      ['not at all where it is switched off', { Audit: 'off' }, 'DISABLED'],
    ])('runs %s', (_, parameters, State) => {
      const { AuditSchedule, AuditSchedulePermission } = resourcesOf(template(), parameters)
      const arn = { 'Fn::GetAtt': ['AuditLambdaFunction', 'Arn'] }
      expect(AuditSchedule!.Properties).toMatchObject({
        ...{ ScheduleExpression: 'rate(1 day)', State, Targets: [{ Arn: arn }] },
      })
      expect(AuditSchedulePermission!.Properties).toEqual({
        FunctionName: arn,
        Action: 'lambda:InvokeFunction',
        Principal: 'events.amazonaws.com',
        SourceArn: { 'Fn::GetAtt': ['AuditSchedule', 'Arn'] },
      })
    })

    test('cannot change anything: its role may read the table, and write its log', () => {
      const actions = grantedTo(template(), 'AuditRole').map(permission => permission.split(' ')[0])
      expect([...new Set(actions)].toSorted()).toEqual([
        'dynamodb:BatchGetItem',
        'dynamodb:Query',
        'logs:CreateLogStream',
        'logs:PutLogEvents',
      ])
    })

    test('that finds drift raises an alarm, by the metric that it logs', () => {
      expect(template().Resources.CountsDriftedAlarm!.Properties).toMatchObject({
        Namespace: NAMESPACE,
        MetricName: 'drift',
        Dimensions: [{ Name: 'FunctionName', Value: { Ref: 'AuditLambdaFunction' } }],
      })
    })
  })
}
