import { METRICS } from './log-bytes.ts'
import { HOURS_PER_MONTH, type Plan } from './plan.ts'
import type { Line } from './price.ts'

/** What the stack has whatever comes; a test compares it with the packaged template. */
export const standing = {
  /** Metrics that alarms look at: one in a sum of seven is seven. */
  alarmMetrics: 31,
  dashboards: 1,
  secrets: 1,
}

/** The audit's own metric, beside those of the function that labels. */
const MORE_METRICS = 1

/** An event poller unit carries ten pollers, or 20 MB/s. https://aws.amazon.com/lambda/pricing/ */
const UNIT_BYTES_PER_SECOND = 20e6
/** A record beside its text. */
const RECORD_BYTES = 200

export const fixedLines = (plan: Plan): Line[] => {
  const service = 'CloudWatch'
  return [
    { service, what: 'alarms', quantity: standing.alarmMetrics, price: 'alarmMonth' },
    { service, what: 'dashboard', quantity: standing.dashboards, price: 'dashboardMonth' },
    { service, what: 'metrics', quantity: METRICS + MORE_METRICS, price: 'metricMonth' },
    {
      service: 'Secrets Manager',
      what: 'the secret of the tokens',
      quantity: standing.secrets,
      price: 'secretMonth',
    },
    ...(plan.source === 'kafka' ? [pollers(plan)] : []),
  ]
}

const pollers = ({ ratePerSecond, length }: Plan): Line => {
  const units = Math.max(1, Math.ceil((ratePerSecond * (length + RECORD_BYTES)) / UNIT_BYTES_PER_SECOND))
  return {
    service: 'Lambda',
    what: 'Kafka pollers',
    quantity: units * HOURS_PER_MONTH,
    price: 'kafkaPollerHour',
  }
}
