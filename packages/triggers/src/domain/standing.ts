import type { Reason } from '@cognito-otp/client/wire';
import {
  type Account,
  type AccountLimits,
  answered,
  type Challenge,
  guessesLeft,
  isAnswerable,
  lockedUntil,
} from './account.js';

/** How things stand with the code after a round's work. Times in ms. */
export interface Standing {
  reason?: Reason;
  expiresAt?: number;
  /** Infinity: never by itself. */
  resendAt?: number;
  /** Answers that the code and the account still take. */
  attemptsLeft?: number;
}

/** What the round was about. */
export interface Circumstances {
  challengeKey: string;
  /** Whether it asked for a message. */
  wanted: boolean;
  /** The round whose answer led here, where there was one. */
  answered: string | undefined;
}

/** What the page is told of the code that is on record. */
export function standingOf(account: Account, around: Circumstances, now: number, limits: AccountLimits): Standing {
  const whole = account.challenges[around.challengeKey];
  const live = around.answered === undefined ? whole : (answered(whole) ?? whole);
  const until = lockedUntil(account, now, limits);
  if (until > now) return { reason: 'locked', resendAt: until, attemptsLeft: 0 };
  const resendAt = live ? live.send.resendAt : now;
  if (isAnswerable(live, now, limits)) {
    const attemptsLeft = Math.min(limits.attempts - live.tries.length, guessesLeft(account, now, limits));
    return { expiresAt: live.expiresAt, resendAt, attemptsLeft, ...answerReason(live, around.answered) };
  }
  const reason = around.wanted ? undefined : reasonWithout(live, limits);
  return { resendAt, ...(reason ? { reason } : {}) };
}

/** After an answer: it was counted, or (a fault of ours) never looked at, and may be given again. */
function answerReason(live: Challenge, answered: string | undefined): { reason?: Reason } {
  if (answered === undefined) return {};
  const mark = live.tries.find((one) => one.startsWith(`${answered}.`));
  return { reason: mark === undefined || mark === live.doubtful ? 'unchecked' : 'wrong_code' };
}

/** Why there is no code to answer, where there is none: never sent, used up by wrong answers, else past its end or used. */
function reasonWithout(live: Challenge | undefined, limits: AccountLimits): Reason {
  if (!live?.out) return 'not_sent';
  if (live.tries.length >= limits.attempts) return 'used_up';
  return 'expired';
}
