/** Time, handed in like everything else from outside. Milliseconds throughout. */
export interface Clock {
  /** Since the Unix epoch. */
  now(): number;
  /** Since some fixed moment; never set back or forward. */
  elapsed(): number;
  /** Aborts after `span`. */
  timeout(span: number): AbortSignal;
  wait(span: number): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  timeout: (span) => AbortSignal.timeout(span),
  wait: (span) => new Promise((resolve) => setTimeout(resolve, span)),
};
