/** Runs every scenario once for each fault and each overlap at each call that a trigger awaits, and checks the invariants. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { seconds } from '../support/manual-clock.js';
import { faultsFor } from './fault-kinds.js';
import {
  assertInvariants,
  assertRecovery,
  assertSameOutcome,
  type VisibleOutcome,
  visibleOutcome,
} from './invariants.js';
import { type Scenario, startScenario } from './scenario-run.js';
import { scenarios } from './scenarios.js';
import type { Schedule } from './schedule-runner.js';

/** An upper bound for the calls of one invocation: overlaps are tried up to the first that is never reached. */
const MOST_CALLS = 50;

/** Runs a scenario under a schedule and asserts everything that must hold, at once and after late effects have arrived. */
async function runSchedule(scenario: Scenario, schedule?: Schedule, normalOutcome?: VisibleOutcome) {
  const run = await startScenario(scenario);
  const { runner, clock } = run;
  await scenario.prepare(run);
  const sentBefore = run.outbox.messages.length;
  runner.schedule = schedule;
  runner.otherSession = () => scenario.otherSession?.(run) ?? Promise.resolve();
  await runner.act(() => scenario.act(run));
  assertInvariants(run, scenario, sentBefore);
  if (schedule?.kind !== 'fault' || schedule.fault.repeated) assertSameOutcome(run, scenario, normalOutcome);
  const outcome = visibleOutcome(run);
  // Lets the effects of calls that were given up arrive.
  clock.advance(seconds(4));
  await runner.advanceUntilSettled(Promise.resolve());
  clock.advance(seconds(6));
  await runner.advanceUntilSettled(Promise.resolve());
  assertInvariants(run, scenario, sentBefore);
  await assertRecovery(run, scenario);
  return { runner, outcome };
}

function describeSchedule(schedule: Schedule): string {
  const { trigger, name, index } = schedule.at;
  const callSite = `${trigger}, call ${index + 1} (${name})`;
  if (schedule.kind === 'fault') {
    return `${callSite}: ${schedule.fault.name}${schedule.everyTry ? ', in every try' : ''}`;
  }
  const { other, until, responder } = schedule;
  return `${callSite}: the ${other} runs up to its call ${until + 1} first; the response of the ${responder} is used`;
}

/** Every overlap that is tried with its kind of other delivery. */
const OVERLAPS = [
  { other: 'same event', responder: 'first' },
  { other: 'same event', responder: 'second' },
  { other: 'other session', responder: 'first' },
] as const;

/** Runs a scenario under every schedule; collects failures instead of stopping at the first. */
async function runAllSchedules(scenario: Scenario) {
  const { runner: normal, outcome } = await runSchedule(scenario);
  const { callSites } = normal;
  const counts = { calls: callSites.length, faults: 0, overlaps: 0 };
  const failures: string[] = [];
  const attempt = async (schedule: Schedule) => {
    try {
      return (await runSchedule(scenario, schedule, outcome)).runner;
    } catch (error) {
      failures.push(`${describeSchedule(schedule)}\n    ${(error as Error).message}`);
      return undefined;
    }
  };
  for (const at of callSites) {
    for (const fault of faultsFor(at.name)) {
      const runner = await attempt({ kind: 'fault', at, fault, everyTry: false });
      counts.faults++;
      if (runner) assert.ok(runner.injected > 0, `the fault “${fault.name}” was not injected`);
      if (runner?.retried) {
        await attempt({ kind: 'fault', at, fault, everyTry: true });
        counts.faults++;
      }
    }
    for (const { other, responder } of OVERLAPS) {
      for (let until = 0; until < MOST_CALLS; until++) {
        const runner = await attempt({ kind: 'overlap', at, until, other, responder });
        counts.overlaps++;
        if (!runner?.otherPaused) break;
      }
    }
  }
  return { counts, failures };
}

describe('every fault and every overlap at every call that a trigger awaits', () => {
  const total = { calls: 0, faults: 0, overlaps: 0 };
  const chosen = scenarios.filter(({ name }) => name.includes(process.env.SCENARIO ?? ''));
  for (const scenario of chosen) {
    it(scenario.name, async (test) => {
      const { counts, failures } = await runAllSchedules(scenario);
      for (const key of ['calls', 'faults', 'overlaps'] as const) total[key] += counts[key];
      test.diagnostic(
        `${counts.calls} calls, ${counts.faults} schedules with a fault, ${counts.overlaps} with an overlap`,
      );
      assert.equal(failures.length, 0, `${failures.length} schedules failed:\n${failures.slice(0, 40).join('\n')}`);
    });
  }

  it('the number of schedules is the documented one', (test) => {
    const { calls, faults, overlaps } = total;
    const numbers = `${chosen.length} scenarios, ${calls} calls, ${faults} schedules with a fault and ${overlaps} with an overlap`;
    test.diagnostic(numbers);
    if (chosen.length < scenarios.length) return;
    const page = readFileSync(new URL('../../../../docs/faults.md', import.meta.url), 'utf8').replace(/\s+/g, ' ');
    assert.ok(page.includes(`${numbers}: ${faults + overlaps} in all`), `docs/faults.md does not contain “${numbers}”`);
  });
});
