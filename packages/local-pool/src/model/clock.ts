/**
 * The pool's time: the machine's time plus an offset that `POST /clock` sets. Every expiry in the local pool uses this
 * clock, so that tests can let tokens and sessions expire without waiting.
 */
export interface Clock {
  /** The pool's current time, in milliseconds since the Unix epoch. */
  now(): number;
  /** How far the pool's time is ahead of the machine's, in milliseconds. May be negative. */
  readonly offsetMs: number;
  /** Sets the offset from the machine's time, in milliseconds. */
  setOffsetMs(milliseconds: number): void;
}

/** Creates a clock that shows the machine's time until its offset is set. */
export function createClock(): Clock {
  let offsetMs = 0;
  return {
    now: () => Date.now() + offsetMs,
    get offsetMs() {
      return offsetMs;
    },
    setOffsetMs(milliseconds) {
      offsetMs = milliseconds;
    },
  };
}
