/** A log whose lines are also CloudWatch metrics. */
import type { Clock } from '../ports/clock.js';
import type { Log, LogEvent, LogFields } from '../ports/log.js';

type Metric = readonly [name: string, unit: 'Count' | 'Milliseconds', value: number];

/** The namespace of all metrics. The template's alarms and dashboard use it, and the names below. */
const NAMESPACE = 'CognitoOtp';

const one = (name: string): Metric => [name, 'Count', 1];

const duration = (name: string, { took }: LogFields): Metric[] =>
  typeof took === 'number' ? [[name, 'Milliseconds', Math.round(took)]] : [];

const fault = (): Metric[] => [one('Faults')];

/** The metrics that each event counts. */
const metricsOf: Readonly<Record<LogEvent, (fields: LogFields) => Metric[]>> = {
  create: (fields) => [
    ...(fields.start ? [one('Starts')] : []),
    ...(fields.reason === 'locked' ? [one('Locked')] : []),
    ...duration('CreateLatency', fields),
  ],
  sent: ({ known, segments }) =>
    known ? [one('Sent'), ['Segments', 'Count', Number(segments)]] : [one('StartsOfUnknown')],
  send_handed_over: () => [one('HandedOver')],
  send_not_accepted: () => [one('SendFailed')],
  send_refused: ({ budget }) => [one(`RefusedBy${capitalize(String(budget))}`)],
  verify: (fields) => [
    // A send request is not an answer.
    ...(fields.verdict === 'send' ? [] : [one(capitalize(String(fields.verdict)))]),
    ...duration('VerifyLatency', fields),
  ],
  sign_up: () => [one('SignUps')],
  sign_up_limited: () => [one('SignUpsLimited')],
  sign_up_refused: () => [one('SignUpsRefused')],
  address_change_refused: () => [],
  address_verified: () => [],
  sign_in_refused: () => [],
  create_failed: fault,
  custom_message_failed: fault,
  message_feedback_failed: fault,
  post_authentication_failed: fault,
  range_credit_failed: fault,
  sign_up_failed: fault,
  sign_up_lookup_failed: fault,
  verify_failed: fault,
};

function capitalize(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/**
 * Creates a {@link Log} whose lines CloudWatch also reads as metrics (embedded metric format), without a call over the
 * network. Lines are written directly to standard output, because Lambda's console prefixes them with words that
 * CloudWatch does not accept.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 *
 * @param stack the value of the dimension `Stack`.
 * @param print writes one line; to standard output by default.
 */
export function metricLog(stack: string, clock: Pick<Clock, 'now'>, print: (line: string) => void = printLine): Log {
  return (event, fields = {}) => {
    const metrics = metricsOf[event](fields);
    const embedded = {
      _aws: {
        Timestamp: clock.now(),
        CloudWatchMetrics: [
          {
            Namespace: NAMESPACE,
            Dimensions: [['Stack']],
            Metrics: metrics.map(([Name, Unit]) => ({ Name, Unit })),
          },
        ],
      },
      Stack: stack,
      ...Object.fromEntries(metrics.map(([name, , value]) => [name, value])),
    };
    print(JSON.stringify({ event, ...fields, ...(metrics.length > 0 ? embedded : {}) }));
  };
}

function printLine(line: string): void {
  process.stdout.write(`${line}\n`);
}
