import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { seconds } from '../support/manual-clock.js';
import { faultsOf, repeated } from './fault-kinds.js';
import { inspect, inspectExactly, recover, type Seen, seen } from './invariants.js';
import { playOf, type Scenario, scenarios } from './scenarios.js';
import type { Point, Schedule } from './schedule-runner.js';

/** Plays a scenario with one thing going differently, and looks at everything afterwards. */
async function rehearse(scenario: Scenario, schedule?: Schedule, expected?: Seen) {
  const play = await playOf(scenario);
  const { stage, clock } = play;
  await scenario.prepare(play);
  const sentBefore = play.outbox.messages.length;
  stage.schedule = schedule;
  stage.rival = () => scenario.rival?.(play) ?? Promise.resolve();
  await stage.act(() => scenario.act(play));
  inspect(play, scenario, sentBefore);
  if (schedule?.kind !== 'fault' || schedule.name === repeated) inspectExactly(play, scenario, expected);
  const found = seen(play);
  // What is late is late now.
  clock.advance(seconds(4));
  await stage.whileTimePasses(Promise.resolve());
  clock.advance(seconds(6));
  await stage.whileTimePasses(Promise.resolve());
  inspect(play, scenario, sentBefore);
  await recover(play, scenario);
  return { stage, found };
}

const nameOf = (schedule: Schedule) => {
  const { trigger, name, index } = schedule.at;
  const where = `${trigger}, call ${index + 1} (${name})`;
  return schedule.kind === 'fault'
    ? `${where}: ${schedule.name}${schedule.everyTry ? ', in every try' : ''}`
    : `${where}: ${schedule.other} comes in and gets to its call ${schedule.until + 1}, the ${schedule.answers} answers`;
};

async function playAll(scenario: Scenario) {
  const { stage: undisturbed, found } = await rehearse(scenario);
  const points: readonly Point[] = undisturbed.points;
  const counts = { points: points.length, faults: 0, overlaps: 0 };
  const problems: string[] = [];
  const attempt = async (schedule: Schedule) => {
    try {
      return (await rehearse(scenario, schedule, found)).stage;
    } catch (error) {
      problems.push(`${nameOf(schedule)}\n    ${(error as Error).message}`);
      return undefined;
    }
  };
  for (const at of points) {
    for (const [name, fault] of faultsOf(at.name)) {
      const once = await attempt({ kind: 'fault', at, name, fault, everyTry: false });
      counts.faults++;
      if (once) assert.ok(once.struck > 0, `${name} never struck`);
      if (once?.retried) {
        await attempt({ kind: 'fault', at, name, fault, everyTry: true });
        counts.faults++;
      }
    }
    for (const other of ['same event', 'other session'] as const) {
      for (const answers of other === 'same event' ? (['first', 'second'] as const) : (['first'] as const)) {
        for (let until = 0; until < 50; until++) {
          const stage = await attempt({ kind: 'overlap', at, until, other, answers });
          counts.overlaps++;
          if (!stage?.parked) break;
        }
      }
    }
  }
  return { counts, problems };
}

describe('every fault and every overlap at every call that a trigger awaits', () => {
  const total = { points: 0, faults: 0, overlaps: 0 };
  const chosen = scenarios.filter(({ name }) => name.includes(process.env.SCENARIO ?? ''));
  for (const scenario of chosen) {
    it(scenario.name, async (test) => {
      const { counts, problems } = await playAll(scenario);
      for (const key of ['points', 'faults', 'overlaps'] as const) total[key] += counts[key];
      test.diagnostic(
        `${counts.points} calls, ${counts.faults} schedules with a fault, ${counts.overlaps} with an overlap`,
      );
      assert.equal(problems.length, 0, `${problems.length} schedules:\n${problems.slice(0, 40).join('\n')}`);
    });
  }

  it('the number of schedules is the documented one', (test) => {
    const { points, faults, overlaps } = total;
    const said = `${chosen.length} scenarios, ${points} calls, ${faults} schedules with a fault and ${overlaps} with an overlap`;
    test.diagnostic(said);
    if (chosen.length < scenarios.length) return;
    const documented = readFileSync(new URL('../../../../docs/faults.md', import.meta.url), 'utf8').replace(
      /\s+/g,
      ' ',
    );
    assert.ok(documented.includes(`${said}: ${faults + overlaps} in all`), `docs/faults.md does not say ${said}`);
  });
});
