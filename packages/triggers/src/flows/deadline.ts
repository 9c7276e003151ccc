/** How long a trigger may work. Cognito waits 5 s for its answer and then calls it again. All values are ms. */
import type { Clock } from '../ports/clock.js';

/** The time limit of a trigger: what is not done by then is given up, and refused. */
const TIME_LIMIT = 3900;

/** With less time left than this no message is handed to a provider: its answer could come too late to be recorded. */
const MIN_TIME_TO_SEND = 1200;

/** How much of the time limit is kept for recording how a message was handed over. */
const SETTLE_TIME = 500;

/** How much of the time limit Verify keeps for recovering from an ambiguous write. */
const RECOVERY_TIME = 700;

/** The time by which a trigger must have answered. */
export interface Deadline {
  /** Aborts at the deadline. */
  readonly signal: AbortSignal;
  /** Reports whether there is time to send a message and to record how that ended. */
  allowsSending(): boolean;
  /** When handing a message over must have ended, so that there is time to record how; on the time scale of `Clock.elapsed`. */
  readonly latestHandOver: number;
}

/** The deadline of Verify, which keeps some time for recovery. */
export interface VerifyDeadline {
  /** Aborts early enough for the recovery. */
  readonly signal: AbortSignal;
  /** Returns a signal that aborts at the deadline. */
  recoverySignal(): AbortSignal;
}

/** Starts the deadline of a trigger that was called just now. */
export function startDeadline(clock: Clock): Deadline {
  const end = clock.elapsed() + TIME_LIMIT;
  return {
    signal: clock.timeout(TIME_LIMIT),
    allowsSending: () => end - clock.elapsed() > MIN_TIME_TO_SEND,
    latestHandOver: end - SETTLE_TIME,
  };
}

/** Starts the deadline of a Verify that was called just now. */
export function startVerifyDeadline(clock: Clock): VerifyDeadline {
  const end = clock.elapsed() + TIME_LIMIT;
  return {
    signal: clock.timeout(TIME_LIMIT - RECOVERY_TIME),
    recoverySignal: () => clock.timeout(Math.max(0, end - clock.elapsed())),
  };
}
