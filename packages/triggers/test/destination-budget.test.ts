/** The rules of the budget of a destination, without any store. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createSettings } from '../src/config/settings.js';
import { emptyBudget, refund, reserve } from '../src/domain/destination-budget.js';
import { nextFreeTime, type RateWindow } from '../src/domain/rate-window.js';
import { hours, minutes } from './support/manual-clock.js';

const now = 1_000_000_000;
const windows = [
  { count: 2, span: 1000 },
  { count: 3, span: 10_000 },
];

describe('the budget of a destination', () => {
  it('counts a message name once and refunds it', () => {
    const first = reserve({ sends: [] }, 'a', now, windows);
    assert.deepEqual(first, { kind: 'reserved', budget: { sends: [{ name: 'a', at: now }] }, nextAt: now });
    assert.ok(first.kind === 'reserved');
    const again = reserve(first.budget, 'a', now + 5, windows);
    assert.deepEqual(again, { kind: 'reserved', budget: first.budget, nextAt: now + 5 });
    const second = reserve(first.budget, 'b', now + 5, windows);
    assert.ok(second.kind === 'reserved');
    assert.equal(second.nextAt, now + 1000);
    assert.deepEqual(reserve(second.budget, 'c', now + 6, windows), { kind: 'refused', until: now + 1000 });
    assert.equal(reserve(second.budget, 'c', now + 1000, windows).kind, 'reserved');
    assert.deepEqual(refund(second.budget, 'a'), { sends: [{ name: 'b', at: now + 5 }] });
    assert.deepEqual(refund(second.budget, 'x'), second.budget);
  });

  it('starts empty', () => {
    assert.deepEqual(emptyBudget, { sends: [] });
  });

  it('drops sends that are older than every window', () => {
    const result = reserve({ sends: [{ name: 'old', at: now - 10_000 }] }, 'a', now, windows);
    assert.ok(result.kind === 'reserved');
    assert.deepEqual(result.budget.sends, [{ name: 'a', at: now }]);
  });
});

describe('the budgets of an account', () => {
  const settings = createSettings({ CHANNELS: 'email', BRAND: 'Example' });
  /**
   * The times, in minutes, at which a caller who uses each place as soon as it is free gets one,
   * within two days.
   */
  function taken(windows: readonly RateWindow[]): number[] {
    const times: number[] = [];
    for (let now = hours(1000); now < hours(1048); now = nextFreeTime(times, windows, now)) times.push(now);
    return times.map((time) => (time - hours(1000)) / minutes(1));
  }
  const day = 24 * 60;

  it('messages of a day are released in three parts', () => {
    const first = [0, 0.5, 1, 10, 8 * 60, 12 * 60];
    const all = taken(settings.create(() => true).sends);
    assert.deepEqual(all.slice(0, 6), first);
    assert.deepEqual(
      all.filter((time) => time >= day),
      first.map((time) => time + day),
    );
  });

  it('guesses of a day are released in three parts', () => {
    const all = taken(settings.verify().guesses);
    const atOnce = [0, 0, 0, 0, 0, 15, 15, 15, 15, 15];
    assert.deepEqual(all.slice(0, 20), [...atOnce, ...Array(5).fill(8 * 60), ...Array(5).fill(12 * 60)]);
    for (const start of [0, 3 * 60, 9 * 60, 13 * 60]) {
      assert.ok(all.filter((time) => time >= start && time < start + day).length <= 20);
    }
  });
});
