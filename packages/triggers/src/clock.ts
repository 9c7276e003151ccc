/** Time, handed in like everything else from outside. Milliseconds throughout. */
export interface Clock {
  /** Since the Unix epoch. */
  now(): number;
  /** Since some fixed moment; never set back or forward. */
  elapsed(): number;
  /** Aborts after `span`. */
  timeout(span: number): AbortSignal;
  /** Resolves at a moment of `elapsed`: to the tenth of a millisecond where the machine keeps up, and never before. */
  until(moment: number): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  timeout: (span) => AbortSignal.timeout(span),
  // A timer rings up to two milliseconds off, and how far depends on what the event loop did before: whether it waited
  // for a provider, say. So the last of them are waited for turn by turn.
  until: async (moment) => {
    const rest = moment - performance.now();
    if (rest > 3) await new Promise((resolve) => setTimeout(resolve, rest - 3));
    while (performance.now() < moment) await new Promise((resolve) => setImmediate(resolve));
  },
};
