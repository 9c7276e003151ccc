import type { Clock } from '../model/clock.js';
import { UsageError } from '../model/errors.js';

const usage = 'Give one of {"advanceMs": 60000}, {"offsetMs": 0} or {"now": "2030-01-01T00:00:00Z"}.';

/** Moves the clock as `POST /clock` asks. */
export function moveClock(clock: Clock, request: Record<string, unknown>): void {
  const keys = Object.keys(request);
  const [key] = keys;
  if (keys.length !== 1 || key === undefined) throw new UsageError(usage);
  const value = request[key];
  if (key === 'now') {
    const now = typeof value === 'number' ? value : Date.parse(String(value));
    if (!Number.isFinite(now)) throw new UsageError(`now: ${JSON.stringify(value)} is no time. ${usage}`);
    clock.offset = now - Date.now();
    return;
  }
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw new UsageError(`${key}: ${JSON.stringify(value)} is no number of milliseconds. ${usage}`);
  }
  if (key === 'advanceMs') clock.offset += value;
  else if (key === 'offsetMs') clock.offset = value;
  else throw new UsageError(`${key} is not known. ${usage}`);
}

export const clockReport = (clock: Clock): { now: string; offsetMs: number } => ({
  now: new Date(clock.now()).toISOString(),
  offsetMs: clock.offset,
});
