/** All time there is: by the local clock, in ms since the epoch. Nothing else in here names a clock or a timer. */
export const now = () => Date.now();

export const pause = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

/** Aborted with a `TimeoutError` once the time is over. */
export const timeLimit = (ms: number) => AbortSignal.timeout(ms);
