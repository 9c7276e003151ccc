/** The clock and the timers. No other file of this package uses a clock or a timer, which a test checks. */

/** The local time, in milliseconds since the Unix epoch. */
export const now = () => Date.now();

/**
 * A signal that aborts with a `TimeoutError` after a time in milliseconds, or as soon as one of the given signals does.
 * Safari 16.4, Chrome 115 and Firefox 115 lack `AbortSignal.any`.
 * @returns the signal, and a function that stops the timer and lets go of the given signals.
 */
export function timeLimit(ms: number, ...signals: readonly (AbortSignal | undefined)[]) {
  const controller = new AbortController();
  const { signal } = controller;
  const timer = setTimeout(() => controller.abort(new DOMException('', 'TimeoutError')), ms);
  for (const given of signals) {
    const abort = () => controller.abort(given?.reason);
    if (given?.aborted) abort();
    given?.addEventListener('abort', abort, { signal });
  }
  return {
    signal,
    end() {
      clearTimeout(timer);
      controller.abort();
    },
  };
}
