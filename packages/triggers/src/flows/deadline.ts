import type { Clock } from '../ports/clock.js';

/** Cognito waits 5 s and then calls again; what isn't done by now is given up, and refused. Milliseconds. */
const limit = 3900;

/** With less left than this no message is handed to a provider: its answer could come too late to be believed. */
const MIN_TIME_TO_SEND = 1200;

/** What Verify keeps of it to clear up after a fault. */
const RECOVERY_TIME = 700;

export interface Deadline {
  signal: AbortSignal;
  /** Whether a message can still be sent and its outcome be noted. */
  allowsSending(): boolean;
}

export function startDeadline(clock: Clock): Deadline {
  const end = clock.elapsed() + limit;
  return { signal: clock.timeout(limit), allowsSending: () => end - clock.elapsed() > MIN_TIME_TO_SEND };
}

/** Verify's: `signal` ends early enough for `afterFault`, whose signal ends with the limit. */
export function startVerifyDeadline(clock: Clock): { signal: AbortSignal; afterFault(): AbortSignal } {
  const end = clock.elapsed() + limit;
  return {
    signal: clock.timeout(limit - RECOVERY_TIME),
    afterFault: () => clock.timeout(Math.max(0, end - clock.elapsed())),
  };
}
