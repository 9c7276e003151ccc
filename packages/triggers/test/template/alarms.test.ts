/** The alarms and the dashboard of the template, compared with the metrics that the triggers emit. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TemplateMap } from '@cognito-otp/local-pool';
import { metricLog } from '../../src/adapters/metric-log.js';
import type { LogEvent, LogFields } from '../../src/ports/log.js';
import {
  at,
  forEachParameterSet,
  functions,
  listOf,
  ofType,
  propertiesOf,
  resolved,
  triggers,
} from './support/template.js';

/** Events that together make the triggers emit every metric. */
const logged: [event: LogEvent, fields: LogFields][] = [
  ['create', { start: true, took: 1, reason: 'locked' }],
  ['sent', { known: true }],
  ['sent', { known: false }],
  ['send_not_accepted', {}],
  ...['destination', 'range', 'pool', 'switch'].map((budget): [LogEvent, LogFields] => ['send_refused', { budget }]),
  ...['right', 'wrong', 'failed'].map((verdict): [LogEvent, LogFields] => ['verify', { verdict, took: 1 }]),
  ['sign_up', {}],
  ['sign_up_limited', {}],
  ['sign_up_refused', {}],
  ['create_failed', {}],
];

function emitted(): { namespace: string; names: Set<string>; dimensions: string[][] } {
  const lines: string[] = [];
  const log = metricLog('local', { now: () => 0 }, (line) => lines.push(line));
  for (const [event, fields] of logged) log(event, fields);
  const embedded = lines.map((line) => at(JSON.parse(line), '_aws', 'CloudWatchMetrics', 0));
  return {
    namespace: String(at(embedded[0], 'Namespace')),
    names: new Set(embedded.flatMap((one) => listOf(at(one, 'Metrics') as { Name: string }[]).map(({ Name }) => Name))),
    dimensions: at(embedded[0], 'Dimensions') as string[][],
  };
}

interface Metric {
  Namespace: string;
  MetricName: string;
  Dimensions: { Name: string; Value: string }[];
}

function metricsOf(alarm: TemplateMap): Metric[] {
  const within = listOf(alarm['Metrics'] as TemplateMap[] | undefined).map((one) => at(one, 'MetricStat', 'Metric'));
  return [...within.filter(Boolean), ...(alarm['MetricName'] ? [alarm] : [])] as unknown as Metric[];
}

const alarmsOf = async (parameters = {}) => ofType(await resolved(parameters), 'AWS::CloudWatch::Alarm');

describe('alarms', () => {
  it('watch only metrics that the triggers emit, or Lambda metrics of existing functions', async () => {
    const { names, namespace, dimensions } = emitted();
    assert.deepEqual(dimensions, [['Stack']]);
    const watched = new Set<string>();
    for (const [id, alarm] of await alarmsOf()) {
      assert.ok(metricsOf(alarm).length > 0, id);
      for (const { Namespace, MetricName, Dimensions } of metricsOf(alarm)) {
        if (Namespace === 'AWS/Lambda') {
          assert.ok(['Errors', 'Duration'].includes(MetricName));
          assert.equal(Dimensions[0]?.Name, 'FunctionName');
          assert.ok(
            functions.some((name) => Dimensions[0]?.Value.startsWith(`local-${name}-`)),
            id,
          );
          continue;
        }
        assert.equal(Namespace, namespace, id);
        assert.ok(names.has(MetricName), `${id} watches ${MetricName}`);
        assert.deepEqual(
          Dimensions.map(({ Name, Value }) => [Name, Value]),
          [['Stack', 'local']],
        );
        watched.add(MetricName);
      }
    }
    assert.ok(watched.size >= 8);
  });

  it('fire at 50 % and 80 % of the hourly and daily message budgets of the pool, and when it refuses a message', async () => {
    const byMetric = (await alarmsOf({ PoolSendsAnHour: '200', PoolSendsADay: '1000' })).map(([id, alarm]) => ({
      id,
      threshold: Number(alarm['Threshold']),
      percent: listOf(alarm['Metrics'] as TemplateMap[] | undefined)
        .map((one) => one['Expression'])
        .find(Boolean),
      period: listOf(alarm['Metrics'] as TemplateMap[] | undefined)
        .map((one) => at(one, 'MetricStat', 'Period'))
        .find(Boolean),
      name: alarm['MetricName'],
    }));
    for (const [percent, period] of [
      ['100*segments/200', 3600],
      ['100*segments/1000', 86400],
    ] as const) {
      const thresholds = byMetric
        .filter((one) => one.percent === percent && Number(one.period) === period)
        .map(({ threshold }) => threshold);
      assert.deepEqual(thresholds.sort(), [50, 80], percent);
    }
    assert.equal(byMetric.find(({ name }) => name === 'RefusedByPool')?.threshold, 1);
  });

  it('fire if the p99 latency of a trigger exceeds 2.5 s, while Cognito still waits', async () => {
    const slow = (await alarmsOf()).filter(([, alarm]) => alarm['ExtendedStatistic'] === 'p99');
    for (const [id, alarm] of slow)
      assert.deepEqual([Number(alarm['Threshold']), alarm['ComparisonOperator']], [2500, 'GreaterThanThreshold'], id);
    const watched = slow
      .flatMap(([, alarm]) => metricsOf(alarm))
      .map(({ MetricName, Dimensions }) =>
        MetricName === 'Duration' ? Dimensions[0]?.Value.split('-')[1] : MetricName,
      );
    assert.deepEqual(watched.sort(), [
      'CreateLatency',
      'CustomMessage',
      'DefineAuthChallenge',
      'PostAuthentication',
      'PreSignUp',
      'VerifyLatency',
    ]);
    assert.equal(slow.length, triggers.length);
  });

  it('fire for failing functions, unaccepted messages, lockouts, faults, sign-ups, the kill switch and pumping', async () => {
    const alarms = await alarmsOf();
    const watching = (name: string) =>
      alarms.filter(([, alarm]) => metricsOf(alarm).some(({ MetricName }) => MetricName === name));
    for (const name of [
      'SendFailed',
      'Locked',
      'Faults',
      'SignUpsLimited',
      'RefusedBySwitch',
      'RefusedByRange',
      'Right',
    ]) {
      assert.equal(watching(name).length, 1, name);
    }
    const failing = watching('Errors').flatMap(([, alarm]) =>
      metricsOf(alarm).map(({ Dimensions }) => Dimensions[0]?.Value.split('-')[1]),
    );
    assert.deepEqual(failing.sort(), [...functions].sort());
  });

  it('that divide treat missing data as zero, since no answers at all is the case that matters', async () => {
    for (const [id, alarm] of await alarmsOf()) {
      const metrics = listOf(alarm['Metrics'] as TemplateMap[] | undefined);
      const expression = String(metrics.find((one) => one['Expression'])?.['Expression'] ?? '');
      const ids = metrics.filter((one) => one['MetricStat']).map((one) => String(one['Id']));
      // The first metric is the subject of the alarm: without its data the alarm must not fire.
      for (const other of ids.slice(1)) assert.match(expression, new RegExp(`FILL\\(${other}, 0\\)`), id);
    }
  });

  it('that compare two metrics wait for a second period, because the current one is incomplete', async () => {
    const dividing = (await alarmsOf()).filter(([, { Metrics }]) =>
      listOf(Metrics as TemplateMap[] | undefined).some((one) => String(one['Expression']).includes('FILL')),
    );
    assert.deepEqual(dividing.map(([id]) => id).sort(), ['SendFailuresAlarm', 'UnansweredAlarm']);
    for (const [id, alarm] of dividing)
      assert.deepEqual([Number(alarm['EvaluationPeriods']), Number(alarm['DatapointsToAlarm'])], [2, 2], id);
  });

  it('state their meaning and link to the runbook, and notify the topic if there is one', async () => {
    const topic = 'arn:aws:sns:us-east-1:000000000000:alarms';
    for (const [id, alarm] of await alarmsOf({ AlarmTopicName: 'alarms' })) {
      assert.match(String(alarm['AlarmDescription']), /^[A-Z].{15,}\. See docs\/operations\.md#[a-z-]+\.$/, id);
      assert.deepEqual(alarm['AlarmActions'], [topic], id);
      assert.equal(alarm['TreatMissingData'], 'notBreaching', id);
    }
    for (const [id, alarm] of await alarmsOf()) assert.equal(alarm['AlarmActions'], undefined, id);
  });

  it('notify AlarmEmail by a topic of the stack, which exists only then', async () => {
    const template = await resolved({ AlarmEmail: 'ops@example.com' });
    const [[, topic] = assert.fail('no topic'), ...others] = ofType(template, 'AWS::SNS::Topic');
    assert.deepEqual(others, []);
    const subscriptions = listOf(topic['Subscription'] as TemplateMap[]).map((one) => ({ ...one }));
    assert.deepEqual(subscriptions, [{ Protocol: 'email', Endpoint: 'ops@example.com' }]);
    const arn = template.outputs['AlarmTopicArn'];
    assert.match(arn ?? '', /^arn:aws:sns:us-east-1:000000000000:local-AlarmTopic-/);
    for (const [id, alarm] of ofType(template, 'AWS::CloudWatch::Alarm'))
      assert.deepEqual(alarm['AlarmActions'], [arn], id);
    assert.deepEqual(ofType(await resolved(), 'AWS::SNS::Topic'), []);
    assert.equal((await resolved()).outputs['AlarmTopicArn'], undefined);
  });
});

describe('the dashboard', () => {
  it('is valid JSON and shows only emitted metrics, in widgets that do not overlap', async () => {
    const { names, namespace } = emitted();
    await forEachParameterSet((template) => {
      const body = JSON.parse(String(propertiesOf(template, 'Dashboard')['DashboardBody'])) as unknown;
      const widgets = listOf(at(body, 'widgets') as unknown[]);
      assert.ok(widgets.length >= 4);
      const taken = new Set<string>();
      for (const widget of widgets) {
        for (const [space, name, dimension, stack] of at(widget, 'properties', 'metrics') as string[][]) {
          assert.deepEqual([space, dimension, stack], [namespace, 'Stack', 'local']);
          assert.ok(names.has(name!), `${name} is emitted`);
        }
        assert.equal(at(widget, 'properties', 'region'), 'us-east-1');
        const place = [at(widget, 'x'), at(widget, 'y')].join();
        assert.ok(!taken.has(place), `two widgets at ${place}`);
        taken.add(place);
      }
    });
  });

  it('shows every emitted metric', async () => {
    const body = String(propertiesOf(await resolved(), 'Dashboard')['DashboardBody']);
    assert.deepEqual(
      [...emitted().names].filter((name) => !body.includes(`"${name}"`)),
      [],
    );
  });
});
