/*
 * The dashboard: from what is posted, by way of labels, to what is answered. A widget is a row of this file; where it
 * stands follows from its place.
 *
 * CloudWatch takes the whole as one text of JSON. Names of resources stand in it as ${TableOrQueue.Attribute}, which
 * Fn::Sub fills in.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
import {
  classifying,
  type FunctionName,
  functionNames,
  type Metric,
  ofApi,
  ofFunction,
  ofQueue,
  type Resource,
  type Value,
} from './watched.ts'

/** Every metric that is like this one and has one dimension more; its values name the lines. */
type Each = Metric & { by: string }
/** A sum, shown as what it is a second. */
type Rate = Metric & { a: 'second' }
type Line = [label: string, metric: Metric | Each | Rate]
type Widget = { title: string; lines: Line[]; stacked?: boolean; unit?: string }

const WIDTH = 8 // of 24
const HEIGHT = 6
const PERIOD_S = 60

const own = (label: string, name: string, statistic: string): Line[] =>
  classifying.map(of => [
    `${label} (${of === 'classify-sqs' ? 'queue' : 'topic'})`,
    ofFunction('roomtone', name, statistic, of),
  ])

const quantiles = (name: string): Line[] => ['p50', 'p95', 'p99'].flatMap(p => own(p, name, p))

const ofEach = (name: string, statistic: string, of: readonly FunctionName[] = functionNames): Line[] =>
  of.map(one => [one, ofFunction('AWS/Lambda', name, statistic, one)])

const ofTable = (name: string, more: Record<string, Value> = {}): Metric => ({
  ...{ namespace: 'AWS/DynamoDB', name, statistic: 'Sum' },
  dimensions: { TableName: { Ref: 'Table' }, ...more },
})

/** What is consumed, and what is kept ready for it; on demand there is nothing of the latter. */
const unitsOf = (what: 'Write' | 'Read'): Line[] =>
  Object.entries({ table: {}, index: { GlobalSecondaryIndexName: 'by-time' } }).flatMap(
    ([label, part]): Line[] => [
      [`${label}, consumed`, { ...ofTable(`Consumed${what}CapacityUnits`, part), a: 'second' }],
      [
        `${label}, provisioned`,
        { ...ofTable(`Provisioned${what}CapacityUnits`, part), statistic: 'Average' },
      ],
    ],
  )

const writes = ['TransactWriteItems', 'PutItem', 'UpdateItem']
const reads = ['BatchGetItem', 'Query']

const widgets: Widget[] = [
  {
    title: 'Messages a minute, by label',
    lines: ['negative', 'neutral', 'positive'].flatMap(label => own(label, label, 'Sum')),
    stacked: true,
  },
  {
    title: 'Counted and unsure, a minute',
    lines: [...own('counted', 'counted', 'Sum'), ...own('unsure', 'unsure', 'Sum')],
  },
  { title: 'From posted to counted', lines: quantiles('age'), unit: 'ms' },
  {
    title: 'Queue: how many wait, and how long the oldest (s)',
    lines: [
      ['waiting', ofQueue('ApproximateNumberOfMessagesVisible', 'Maximum', 'PostedQueue')],
      ['in hand', ofQueue('ApproximateNumberOfMessagesNotVisible', 'Maximum', 'PostedQueue')],
      ['oldest (s)', ofQueue('ApproximateAgeOfOldestMessage', 'Maximum', 'PostedQueue')],
    ],
  },
  {
    title: 'Topic: how many wait',
    lines: [['lag', ofFunction('AWS/Lambda', 'OffsetLag', 'Maximum', 'classify-kafka')]],
  },
  { title: 'Messages an invocation', lines: own('mean', 'batch', 'Average') },
  { title: 'Model', lines: quantiles('model'), unit: 'ms' },
  { title: 'Store', lines: quantiles('store'), unit: 'ms' },
  {
    title: 'Not counted, a minute',
    lines: ['duplicates', 'rejected', 'failed'].flatMap(outcome => own(outcome, outcome, 'Sum')),
  },
  {
    title: 'Rejected a minute, by reason',
    lines: own('', 'rejected', 'Sum').map(([, metric]): Line => ['', { ...metric, by: 'reason' }]),
    stacked: true,
  },
  {
    title: 'Questions counted without a vector, a minute',
    lines: own('without', 'vectorless', 'Sum'),
  },
  {
    title: 'Given up, and not yet collected',
    lines: [
      ['given up', ofQueue('NumberOfMessagesReceived', 'Sum', 'PostedDeadLetterQueue')],
      ['uncollected', ofQueue('ApproximateNumberOfMessagesVisible', 'Maximum', 'PostedDeadLetterQueue')],
    ],
  },
  { title: 'Errors and time-outs', lines: ofEach('Errors', 'Sum') },
  { title: 'Throttles', lines: ofEach('Throttles', 'Sum') },
  { title: 'Functions at once', lines: ofEach('ConcurrentExecutions', 'Maximum') },
  { title: 'Duration, p99', lines: ofEach('Duration', 'p99'), unit: 'ms' },
  { title: 'Drift found by the audit', lines: [['drift', ofFunction('roomtone', 'drift', 'Sum', 'audit')]] },
  { title: 'Table: write units a second', lines: unitsOf('Write') },
  { title: 'Table: read units a second', lines: unitsOf('Read') },
  {
    title: 'Table: throttled and conflicting',
    lines: [
      ...[...writes, ...reads].map(
        (Operation): Line => [Operation, ofTable('ThrottledRequests', { Operation })],
      ),
      ['conflicts', ofTable('TransactionConflict')],
    ],
  },
  {
    title: 'API: requests and errors a minute',
    lines: [
      ['requests', ofApi('Count', 'Sum')],
      ['4xx', ofApi('4xx', 'Sum')],
      ['5xx', ofApi('5xx', 'Sum')],
    ],
  },
  {
    title: 'API: latency',
    lines: ['p50', 'p95', 'p99'].map((p): Line => [p, ofApi('Latency', p)]),
    unit: 'ms',
  },
]

/** { Ref: 'Table' } -> '${Table}', { 'Fn::GetAtt': ['PostedQueue', 'QueueName'] } -> '${PostedQueue.QueueName}' */
const textOf = (value: Value): string => {
  if (typeof value === 'string') return value
  return `\${${'Ref' in value ? value.Ref : value['Fn::GetAtt'].join('.')}}`
}

/** { FunctionName: { Ref: 'A' } } -> [['FunctionName', '${A}']] */
const dimensionsOf = ({ dimensions }: Metric) =>
  Object.entries(dimensions).map(([name, value]) => [name, textOf(value)] as const)

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html */
const searchOf = (each: Each): string => {
  const dimensions = dimensionsOf(each)
  const schema = [each.namespace, ...dimensions.map(([name]) => name), each.by].join(',')
  const values = dimensions.map(([name, value]) => `${name}="${value}"`).join(' ')
  return `SEARCH('{${schema}} MetricName="${each.name}" ${values}', '${each.statistic}', ${PERIOD_S})`
}

/**
 * ['AWS/SQS', 'NumberOfMessagesReceived', 'QueueName', '${PostedQueue.QueueName}', { label: 'given up', stat: 'Sum' }]
 * A rate is two rows: the sum, unseen, and what it is a second.
 */
const rowsOf = ([label, metric]: Line, at: number): unknown[][] => {
  if ('by' in metric) return [[{ expression: searchOf(metric), label: `\${!PROP('Dim.${metric.by}')}` }]] // ! : not for Fn::Sub
  const named = [metric.namespace, metric.name, ...dimensionsOf(metric).flat()]
  if (!('a' in metric)) return [[...named, { label, stat: metric.statistic }]]
  const id = `m${at}`
  return [
    [{ expression: `${id} / PERIOD(${id})`, label }],
    [...named, { id, visible: false, stat: metric.statistic }],
  ]
}

const placed = ({ title, lines, stacked = false, unit }: Widget, at: number) => ({
  type: 'metric',
  x: (at * WIDTH) % 24,
  y: Math.floor((at * WIDTH) / 24) * HEIGHT,
  width: WIDTH,
  height: HEIGHT,
  properties: {
    title,
    view: 'timeSeries',
    stacked,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: for Fn::Sub.
    region: '${AWS::Region}',
    period: PERIOD_S,
    metrics: lines.flatMap(rowsOf),
    yAxis: { left: { min: 0, ...(unit && { label: unit, showUnits: false }) } },
  },
})

export const dashboard: Record<string, Resource> = {
  Dashboard: {
    Type: 'AWS::CloudWatch::Dashboard',
    Properties: {
      // biome-ignore lint/suspicious/noTemplateCurlyInString: for osls.
      DashboardName: '${self:service}-${sls:stage}',
      DashboardBody: { 'Fn::Sub': JSON.stringify({ start: '-PT3H', widgets: widgets.map(placed) }) },
    },
  },
}
