import { randomInt } from 'node:crypto';
import type { Clock } from '../ports/clock.js';

/** How long before the requested moment `waitUntil` stops sleeping and starts to spin, in ms. */
const SPIN_TIME = 3;

/** The machine's {@link Clock}. */
export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  timeout: (span) => AbortSignal.timeout(span),
  // `setTimeout` is up to 2 ms off, and how far depends on what the event loop did before: on whether it waited for a
  // provider, for example. That would let a caller enumerate users. So the last 3 ms are spent spinning. A process that
  // has waited is also some microseconds faster than one that has worked; up to 1 ms of random jitter hides that.
  waitUntil: async (moment) => {
    const end = moment + randomInt(1000) / 1000;
    const remaining = end - performance.now();
    if (remaining > SPIN_TIME) await new Promise((resolve) => setTimeout(resolve, remaining - SPIN_TIME));
    while (performance.now() < end) await new Promise((resolve) => setImmediate(resolve));
  },
};
