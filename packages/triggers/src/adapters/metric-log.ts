import type { Clock } from '../ports/clock.js';
import type { Log, LogFields } from '../ports/log.js';

type Unit = 'Count' | 'Milliseconds';
type Metric = readonly [name: string, unit: Unit, value: number];

const namespace = 'CognitoOtp';

/** What is counted of a event. Names are those that alarms and dashboard of the template ask for. */
function metricsFor(event: string, facts: LogFields): Metric[] {
  const one = (name: string): Metric => [name, 'Count', 1];
  const took = (name: string): Metric[] =>
    typeof facts.took === 'number' ? [[name, 'Milliseconds', Math.round(facts.took)]] : [];
  switch (event) {
    case 'create':
      return [
        ...(facts.start ? [one('Starts')] : []),
        ...(facts.reason === 'locked' ? [one('Locked')] : []),
        ...took('CreateLatency'),
      ];
    case 'sent':
      return facts.known ? [one('Sent')] : [one('StartsOfUnknown')];
    case 'send_not_accepted':
      return [one('SendFailed')];
    case 'send_refused':
      return [one(`RefusedBy${capitalize(String(facts.budget))}`)];
    case 'verify':
      // A request for a message is no answer.
      return [...(facts.verdict === 'send' ? [] : [one(capitalize(String(facts.verdict)))]), ...took('VerifyLatency')];
    case 'sign_up':
      return [one('SignUps')];
    case 'sign_up_limited':
      return [one('SignUpsLimited')];
    case 'sign_up_refused':
      return [one('SignUpsRefused')];
    default:
      return event.endsWith('_failed') ? [one('Faults')] : [];
  }
}

function capitalize(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/**
 * A {@link Log} whose lines CloudWatch also reads as metrics (embedded metric format), by stack. Nothing is called over
 * the network for it. Lines go out bare: Lambda's own console puts words before them, and CloudWatch takes none such.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function metricLog(stack: string, clock: Pick<Clock, 'now'>, print = printLine): Log {
  return (event, facts = {}) => {
    const metrics = metricsFor(event, facts);
    const embedded = {
      _aws: {
        Timestamp: clock.now(),
        CloudWatchMetrics: [
          {
            Namespace: namespace,
            Dimensions: [['Stack']],
            Metrics: metrics.map(([Name, Unit]) => ({ Name, Unit })),
          },
        ],
      },
      Stack: stack,
      ...Object.fromEntries(metrics.map(([name, , value]) => [name, value])),
    };
    print(JSON.stringify({ event, ...facts, ...(metrics.length > 0 ? embedded : {}) }));
  };
}

function printLine(line: string): void {
  process.stdout.write(`${line}\n`);
}
