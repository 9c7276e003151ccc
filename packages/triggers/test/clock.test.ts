/** The system clock: waiting until a moment, on which response pacing relies. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { systemClock } from '../src/adapters/system-clock.js';

it('waitUntil() never resolves before its moment, whatever occupies the event loop', async () => {
  const early: number[] = [];
  for (let turn = 0; turn < 60; turn++) {
    // Half of the turns come from a timer, as after a slow provider, and half from work that blocks the event loop.
    if (turn % 2 === 0) await setTimeout(1);
    else for (const began = performance.now(); performance.now() - began < 1.5; );
    const moment = systemClock.elapsed() + 4 + turn / 61;
    await systemClock.waitUntil(moment);
    if (systemClock.elapsed() < moment) early.push(moment - systemClock.elapsed());
  }
  assert.deepEqual(early, []);
});

it('waitUntil() does not wait for a moment that has passed', async () => {
  let turned = false;
  setImmediate(() => {
    turned = true;
  });
  await systemClock.waitUntil(systemClock.elapsed() - 2);
  assert.equal(turned, false);
});
