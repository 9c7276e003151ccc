/** The rules of rate windows, without any store. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nextFreeTime, withinWindows } from '../src/domain/rate-window.js';

const now = 1_000_000_000;
const windows = [
  { count: 2, span: 1000 },
  { count: 3, span: 10_000 },
];

describe('rate windows', () => {
  it('allow the next event once the oldest counted one has left the window', () => {
    assert.equal(nextFreeTime([], windows, now), now);
    assert.equal(nextFreeTime([now], windows, now), now);
    assert.equal(nextFreeTime([now - 10, now], windows, now), now + 990);
    assert.equal(nextFreeTime([now, now - 10], windows, now), now + 990, 'in any order');
    assert.equal(nextFreeTime([now - 5000, now - 10, now], windows, now), now + 5000, 'the longest window decides');
    assert.equal(nextFreeTime([now - 1000, now - 999], windows, now), now);
    assert.equal(nextFreeTime([now - 3, now - 2, now - 1], windows, now), now + 9997);
  });

  it('drop timestamps that are older than the longest window', () => {
    assert.deepEqual(withinWindows([now - 10_000, now - 9999, now, now + 5], windows, now), [now - 9999, now, now + 5]);
  });
});
