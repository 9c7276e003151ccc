import type { Reason } from '@cognito-otp/client/wire';
import {
  type Account,
  type AccountLimits,
  activeChallenge,
  type Challenge,
  guessesLeft,
  isAnswerable,
  lockedUntil,
} from './account.js';

/** How things stand with the code after a round's work. Times in ms. */
export interface ChallengeStatus {
  reason?: Reason;
  expiresAt?: number;
  /** Infinity: never by itself. */
  resendAt?: number;
  /** Answers that the code and the account still take. */
  attemptsLeft?: number;
}

/** What the round was about. */
export interface StatusContext {
  challengeKey: string;
  /** Whether it asked for a message. */
  sendRequested: boolean;
  /** The round whose answer led here, where there was one. */
  answeredRound: string | undefined;
}

/** What the page is told of the code that is on record. */
export function challengeStatus(
  account: Account,
  context: StatusContext,
  now: number,
  limits: AccountLimits,
): ChallengeStatus {
  const whole = account.challenges[context.challengeKey];
  const live = context.answeredRound === undefined ? whole : (activeChallenge(whole) ?? whole);
  const until = lockedUntil(account, now, limits);
  if (until > now) return { reason: 'locked', resendAt: until, attemptsLeft: 0 };
  const resendAt = live ? live.send.resendAt : now;
  if (isAnswerable(live, now, limits)) {
    const attemptsLeft = Math.min(limits.attempts - live.tries.length, guessesLeft(account, now, limits));
    return { expiresAt: live.expiresAt, resendAt, attemptsLeft, ...answerReason(live, context.answeredRound) };
  }
  const reason = context.sendRequested ? undefined : reasonWithout(live, limits);
  return { resendAt, ...(reason ? { reason } : {}) };
}

/** After an answer: it was counted, or (a fault of ours) never looked at, and may be given again. */
function answerReason(live: Challenge, answeredRound: string | undefined): { reason?: Reason } {
  if (answeredRound === undefined) return {};
  const mark = live.tries.find((one) => one.startsWith(`${answeredRound}.`));
  return { reason: mark === undefined || mark === live.indeterminate ? 'unchecked' : 'wrong_code' };
}

/** Why there is no code to answer, where there is none: never sent, used up by wrong answers, else past its end or used. */
function reasonWithout(live: Challenge | undefined, limits: AccountLimits): Reason {
  if (!live?.out) return 'not_sent';
  if (live.tries.length >= limits.attempts) return 'used_up';
  return 'expired';
}
