/** So many in so long. */
export interface RateWindow {
  count: number;
  /** Milliseconds. */
  span: number;
}

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/**
 * The earliest time at which one more event fits into all windows, which slide: a burst at the end of one period and
 * another at the start of the next would pass two fixed ones.
 *
 * @param times of the earlier events, in ms, in any order: they were written by machines whose clocks differ.
 */
export function nextFreeTime(times: readonly number[], windows: readonly RateWindow[], now: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  let free = now;
  for (const { count, span } of windows) {
    if (sorted.length >= count) free = Math.max(free, sorted[sorted.length - count]! + span);
  }
  return free;
}

/** Drops what no window can see any more. */
export function withinWindows(times: readonly number[], windows: readonly RateWindow[], now: number): number[] {
  const longest = Math.max(...windows.map((window) => window.span));
  return times.filter((time) => time > now - longest);
}
