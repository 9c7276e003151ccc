// The control API of the clock: `GET`, `POST` and `DELETE /clock`.

import type { Clock } from '../model/clock.js';
import { UsageError } from '../model/errors.js';

const USAGE = 'Give one of {"advanceMs": 60000}, {"offsetMs": 0} or {"now": "2030-01-01T00:00:00Z"}.';

/**
 * Moves the clock as a body of `POST /clock` says: forward by `advanceMs`, to `offsetMs` ahead of the machine's time, or
 * to the time `now` (ISO 8601, or milliseconds since the Unix epoch).
 *
 * @throws UsageError for any other body
 */
export function moveClock(clock: Clock, body: Readonly<Record<string, unknown>>): void {
  const [key, ...others] = Object.keys(body);
  if (key === undefined || others.length > 0) throw new UsageError(USAGE);
  const value = body[key];
  switch (key) {
    case 'now':
      clock.setOffsetMs(parseTime(value) - Date.now());
      break;
    case 'advanceMs':
      clock.setOffsetMs(clock.offsetMs + parseDuration(key, value));
      break;
    case 'offsetMs':
      clock.setOffsetMs(parseDuration(key, value));
      break;
    default:
      throw new UsageError(`${key} is not a member of this request. ${USAGE}`);
  }
}

function parseTime(value: unknown): number {
  const time = typeof value === 'number' ? value : Date.parse(String(value));
  if (!Number.isFinite(time)) throw new UsageError(`now: ${JSON.stringify(value)} is not a time. ${USAGE}`);
  return time;
}

function parseDuration(key: string, value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new UsageError(`${key}: ${JSON.stringify(value)} is not a number of milliseconds. ${USAGE}`);
}

/** The response of `GET /clock`. */
export const clockReport = (clock: Clock): { readonly now: string; readonly offsetMs: number } => ({
  now: new Date(clock.now()).toISOString(),
  offsetMs: clock.offsetMs,
});
