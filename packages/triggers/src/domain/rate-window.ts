/** Sliding windows: when the next event is allowed, given the times of the earlier ones. */

/** Allows at most `count` events within any period of length `span`. */
export interface RateWindow {
  readonly count: number;
  /** Length of the period, in ms. */
  readonly span: number;
}

/**
 * Returns the earliest time at which one more event fits into every window. The windows slide, because two fixed ones
 * would admit a burst at the end of one period and another at the start of the next.
 *
 * @param times of the earlier events, in ms, in any order: machines whose clocks differ have recorded them.
 * @param now the current time, in ms.
 * @returns a time in ms; `now` if an event is allowed already.
 */
export function nextFreeTime(times: readonly number[], windows: readonly RateWindow[], now: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  let free = now;
  for (const { count, span } of windows) {
    if (sorted.length >= count) free = Math.max(free, sorted[sorted.length - count]! + span);
  }
  return free;
}

/** Returns the times that at least one of the windows still covers; older ones need not be stored any longer. */
export function withinWindows(times: readonly number[], windows: readonly RateWindow[], now: number): number[] {
  const longest = Math.max(...windows.map((window) => window.span));
  return times.filter((time) => time > now - longest);
}
