/** The rules of the budget of a destination, without any store. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { emptyBudget, refund, reserve } from '../src/domain/destination-budget.js';

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
