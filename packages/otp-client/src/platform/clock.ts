/** The clock and the timers. No other file of this package uses a clock or a timer, which a test checks. */

/** The local time, in milliseconds since the Unix epoch. */
export const now = () => Date.now();

/** Resolves after a time in milliseconds. */
export const pause = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

/** A signal that aborts with a `TimeoutError` after a time in milliseconds. */
export const timeLimit = (ms: number) => AbortSignal.timeout(ms);
