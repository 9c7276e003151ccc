import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { compare, type Probe } from '../probe.js';
import { start, unknownName } from '../support/sign-in.js';

/** Whether CloudWatch creates metrics from the functions' log lines. */
export const metricsArrive: Probe = {
  name: 'metrics',
  title: 'The metrics of the functions arrive',
  expected: 'CognitoOtp Starts of the stack counts a start within five minutes.',
  local: 'Keeps the log lines (GET /logs) and makes no metrics of them.',
  remedy: 'Without metrics no alarm fires. Check that the log group of CreateAuthChallenge has lines with "_aws".',
  scope: 'stack',
  effects: 'starts one sign-in without a message; waits up to five minutes',
  inapplicable: ({ parameters }) =>
    parameters['FactorOrder'] === 'password-then-otp' ? 'sign-ins of this stack begin with a password' : undefined,
  async run(context) {
    // The period starts with the current minute, because metrics have a resolution of one minute.
    const since = new Date(Math.floor(Date.now() / 60_000) * 60_000);
    await start(context, unknownName());
    const sum = await context.waitFor(async () => {
      const { MetricDataResults = [] } = await context.aws.cloudWatch.send(
        new GetMetricDataCommand({
          StartTime: since,
          EndTime: new Date(since.getTime() + 15 * 60_000),
          MetricDataQueries: [
            {
              Id: 'starts',
              MetricStat: {
                Metric: {
                  Namespace: 'CognitoOtp',
                  MetricName: 'Starts',
                  Dimensions: [{ Name: 'Stack', Value: context.stack.name }],
                },
                Period: 60,
                Stat: 'Sum',
              },
            },
          ],
        }),
      );
      const total = (MetricDataResults[0]?.Values ?? []).reduce((left, right) => left + right, 0);
      return total > 0 ? total : undefined;
    }, 300);
    return compare(sum !== undefined, sum === undefined ? 'no data after five minutes' : `Starts ${sum}`);
  },
};
