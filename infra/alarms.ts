/*
 * The alarms. Each says what has happened and what to do first; docs/operations.md has a section for each, under its name
 * in words (MessagesWaitingAlarm: "Messages waiting"). Thresholds are parameters (infra/parameters.yml).
 *
 * No data is no alarm: queues, functions and metrics of an idle stack have none.
 */
import {
  classifying,
  type FunctionName,
  functionNames,
  type Metric,
  ofApi,
  ofFunction,
  ofProfile,
  ofQueue,
  param,
  type Resource,
} from './watched.ts'

type Rule = {
  description: string
  /** One metric; or several, with the expression that makes one number of them: { of: 'SUM(METRICS())', metrics } */
  watches: Metric | { of: string; label: string; metrics: Record<string, Metric> }
  periodS: number
  /** In so many of so many periods. */
  periods: number
  of?: number
  over: string | number
  condition?: string
}

const MINUTE_S = 60
const FIVE_MINUTES_S = 300
const HOUR_S = 3_600

const all = (name: string) => each(functionNames, of => ofFunction('AWS/Lambda', name, 'Sum', of))

/** Those whose time-out is not meant to be used up, as the audit's is. */
const prompt = functionNames.filter(name => name !== 'audit')

const rules: Record<string, Rule> = {
  MessagesWaitingAlarm: {
    description:
      'The oldest posted message waits for too long and moods lag behind: look at the errors of classify-sqs, then raise classify-concurrency.',
    watches: ofQueue('ApproximateAgeOfOldestMessage', 'Maximum', 'PostedQueue'),
    ...{ periodS: MINUTE_S, periods: 3, over: param('alarm-waiting') },
  },
  LabelsLateAlarm: {
    description:
      'One message in a hundred is counted late after it was posted: see on the dashboard whether it waited, was labelled slowly or written slowly.',
    watches: {
      of: 'MAX(METRICS())',
      label: 'Posted to counted, p99',
      metrics: each(classifying, of => ofFunction('roomtone', 'age', 'p99', of)),
    },
    ...{ periodS: MINUTE_S, periods: 5, over: ofProfile('alarm-late') },
  },
  MessagesGivenUpAlarm: {
    description:
      'Messages failed time after time and are now dead letters: see them with roomtone dlq ls, mend the cause, then roomtone dlq replay.',
    // Not what is visible: collect-dead-letters takes it away within a second.
    watches: ofQueue('NumberOfMessagesReceived', 'Sum', 'PostedDeadLetterQueue'),
    ...{ periodS: FIVE_MINUTES_S, periods: 1, over: 0 },
  },
  DeadLettersUncollectedAlarm: {
    description:
      'The dead-letter queue is not being emptied into the table: read the log of collect-dead-letters. Messages wait there for 14 days.',
    watches: ofQueue('ApproximateNumberOfMessagesVisible', 'Maximum', 'PostedDeadLetterQueue'),
    ...{ periodS: FIVE_MINUTES_S, periods: 3, over: 0 },
  },
  MessagesRejectedAlarm: {
    description:
      'A producer posts what is no message, and it is kept as dead letters: roomtone dlq ls says what is wrong with them and where they came from.',
    watches: {
      of: 'SUM(METRICS())',
      label: 'Rejected',
      metrics: each(classifying, of => ofFunction('roomtone', 'rejected', 'Sum', of)),
    },
    ...{ periodS: FIVE_MINUTES_S, periods: 1, over: param('alarm-rejected') },
  },
  VectorsMissingAlarm: {
    description:
      'Questions are counted without a vector, so those that ask the same are not found together: the log of classify-sqs says why, and roomtone relabel fills vectors in once it is mended.',
    watches: {
      of: 'SUM(METRICS())',
      label: 'Without a vector',
      metrics: each(classifying, of => ofFunction('roomtone', 'vectorless', 'Sum', of)),
    },
    ...{ periodS: FIVE_MINUTES_S, periods: 1, over: param('alarm-vectorless') },
  },
  FunctionErrorsAlarm: {
    description:
      "A function crashed or ran out of time: nothing is lost (the queue gives its messages again), and the function's log says why.",
    watches: { of: 'SUM(METRICS())', label: 'Errors of all functions', metrics: all('Errors') },
    ...{ periodS: MINUTE_S, periods: 1, over: 0 },
  },
  FunctionThrottlesAlarm: {
    description:
      'Functions were refused for lack of concurrency: ask for a higher quota of the account, or lower classify-concurrency.',
    watches: { of: 'SUM(METRICS())', label: 'Throttles of all functions', metrics: all('Throttles') },
    ...{ periodS: MINUTE_S, periods: 3, over: 0 },
  },
  FunctionSlowAlarm: {
    description:
      'A function takes nearly as long as it may and will soon run out of time: see on the dashboard which, and what of it is model or store.',
    watches: {
      of: `MAX([${prompt.map(name => `${idOf(name)} / ${timeoutOf(name)}`).join(', ')}]) / 10`, // ms and s to %
      label: '% of the time-out, p99',
      metrics: each(prompt, of => ofFunction('AWS/Lambda', 'Duration', 'p99', of)),
    },
    ...{ periodS: MINUTE_S, periods: 3, of: 5, over: param('alarm-slow') },
  },
  ApiErrorsAlarm: {
    description:
      'The API answers with 5xx: pages show old numbers, and producers post again. The logs of query, ingest and questions say why.',
    watches: ofApi('5xx', 'Sum'),
    ...{ periodS: FIVE_MINUTES_S, periods: 1, over: param('alarm-api-errors') },
  },
  CountsDriftedAlarm: {
    description:
      'Counts are not what their messages add up to: the log of audit names rooms and windows. See it with roomtone audit ROOM, find out who else writes to the table, put it right with --repair.',
    watches: ofFunction('roomtone', 'drift', 'Sum', 'audit'), // a line of its log: events/metric-line.ts
    ...{ periodS: HOUR_S, periods: 1, over: 0 },
  },
  MessagesLagAlarm: {
    description:
      'Messages wait in the Kafka topic and moods lag behind: look at the errors of classify-kafka, then raise kafka-pollers.',
    watches: ofFunction('AWS/Lambda', 'OffsetLag', 'Maximum', 'classify-kafka'),
    ...{ periodS: MINUTE_S, periods: 3, over: param('alarm-lag'), condition: 'HasKafka' },
  },
}

/** 'classify-sqs' -> 'classify_sqs': an id of metric math. */
function idOf(name: string): string {
  return name.replaceAll('-', '_')
}

/** s */
function timeoutOf(name: FunctionName): string {
  return ['query', 'questions'].includes(name) ? param('query-timeout') : param('timeout')
}

function each(names: FunctionName[], metricOf: (name: FunctionName) => Metric): Record<string, Metric> {
  return Object.fromEntries(names.map(name => [idOf(name), metricOf(name)]))
}

const dimensionsOf = ({ dimensions }: Metric) =>
  Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }))

const single = (metric: Metric, Period: number) => ({
  Namespace: metric.namespace,
  MetricName: metric.name,
  Dimensions: dimensionsOf(metric),
  Statistic: metric.statistic,
  Period,
})

const combined = (watched: Exclude<Rule['watches'], Metric>, Period: number) => ({
  Metrics: [
    { Id: 'combined', Expression: watched.of, Label: watched.label },
    ...Object.entries(watched.metrics).map(([Id, metric]) => ({
      Id,
      ReturnData: false,
      MetricStat: {
        Metric: { Namespace: metric.namespace, MetricName: metric.name, Dimensions: dimensionsOf(metric) },
        Stat: metric.statistic,
        Period,
      },
    })),
  ],
})

/** 'MessagesWaitingAlarm' -> 'Messages waiting' */
const inWords = (id: string): string =>
  id.replace(/Alarm$/, '').replaceAll(/(?<=.)[A-Z]/g, letter => ` ${letter.toLowerCase()}`)

const alarmOf = (id: string, rule: Rule): Resource => ({
  Type: 'AWS::CloudWatch::Alarm',
  ...(rule.condition && { Condition: rule.condition }),
  Properties: {
    AlarmDescription: `${rule.description} More: docs/operations.md, "${inWords(id)}".`,
    ...('namespace' in rule.watches
      ? single(rule.watches, rule.periodS)
      : combined(rule.watches, rule.periodS)),
    EvaluationPeriods: rule.of ?? rule.periods,
    DatapointsToAlarm: rule.periods,
    Threshold: rule.over,
    ComparisonOperator: 'GreaterThanThreshold',
    TreatMissingData: 'notBreaching',
    AlarmActions: [{ Ref: 'AlarmTopic' }],
  },
})

export const alarms: Record<string, Resource> = Object.fromEntries(
  Object.entries(rules).map(([id, rule]) => [id, alarmOf(id, rule)]),
)
