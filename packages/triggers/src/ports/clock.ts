import { randomInt } from 'node:crypto';

/** Time, handed in like everything else from outside. Milliseconds throughout. */
export interface Clock {
  /** Since the Unix epoch. */
  now(): number;
  /** Since some fixed moment; never set back or forward. */
  elapsed(): number;
  /** Aborts after `span`. */
  timeout(span: number): AbortSignal;
  /** Resolves in the millisecond after a moment of `elapsed`, anywhere in it, where the machine keeps up; never before. */
  until(moment: number): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  timeout: (span) => AbortSignal.timeout(span),
  // A timer rings up to two milliseconds off, and how far depends on what the event loop did before: whether it waited
  // for a provider, say. So the last of them are waited for turn by turn; and a machine that has waited is some
  // microseconds faster than one that has worked, which drown in a millisecond of chance.
  until: async (moment) => {
    const end = moment + randomInt(1000) / 1000;
    const rest = end - performance.now();
    if (rest > 3) await new Promise((resolve) => setTimeout(resolve, rest - 3));
    while (performance.now() < end) await new Promise((resolve) => setImmediate(resolve));
  },
};
