/** Port: the time. Injected like every other dependency on the outside world. All values are milliseconds. */
export interface Clock {
  /** Returns the current time since the Unix epoch. */
  now(): number;
  /** Returns the time since a fixed but arbitrary moment. It is monotonic: adjusting the system clock does not change it. */
  elapsed(): number;
  /** Returns a signal that aborts after `span`. */
  timeout(span: number): AbortSignal;
  /**
   * Resolves at a random moment within the millisecond after `moment`, on the time scale of {@link elapsed}. It never
   * resolves before `moment`, and later only if the machine cannot keep up.
   */
  waitUntil(moment: number): Promise<void>;
}
