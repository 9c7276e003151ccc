/** So many in so long. */
export interface Window {
  count: number;
  /** Milliseconds. */
  span: number;
}

export const second = 1000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;

/**
 * The earliest time at which one more event fits into all windows, which slide: a burst at the end of one period and
 * another at the start of the next would pass two fixed ones.
 *
 * @param times of the earlier events, in ms, in any order: they were written by machines whose clocks differ.
 */
export function nextFree(times: readonly number[], windows: readonly Window[], now: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  let free = now;
  for (const { count, span } of windows) {
    if (sorted.length >= count) free = Math.max(free, sorted[sorted.length - count]! + span);
  }
  return free;
}

/** Drops what no window can see any more. */
export function recent(times: readonly number[], windows: readonly Window[], now: number): number[] {
  const longest = Math.max(...windows.map((window) => window.span));
  return times.filter((time) => time > now - longest);
}
