/** The status of the challenge on record, which the page gets after a round. */
import type { Reason } from '@cognito-otp/client/wire';
import { type Account, type AccountLimits, activeChallenge, type Challenge, isAnswerable } from './account.js';
import { guessesLeft, lockedUntil } from './guess-budget.js';

/** The status of a challenge for the page. Times are ms since the epoch. */
export interface ChallengeStatus {
  readonly reason?: Reason;
  /** When the code expires; `undefined` if there is none to answer. */
  readonly expiresAt?: number;
  /** When the next message is possible. */
  readonly resendAt?: number;
  /** How many more answers the challenge and the account take. */
  readonly attemptsLeft?: number;
}

/** What the round was about. */
export interface StatusContext {
  readonly challengeKey: string;
  /** The device that sends the request, if it names one (`deviceHash`). */
  readonly deviceId?: string | undefined;
  /** Whether the round asked for a message. */
  readonly sendRequested: boolean;
  /** The id of the round whose answer led here, if an answer did. */
  readonly answeredRound: string | undefined;
}

/** Computes the status of the challenge on record. */
export function challengeStatus(
  account: Account,
  context: StatusContext,
  now: number,
  limits: AccountLimits,
): ChallengeStatus {
  const current = account.challenges[context.challengeKey];
  const challenge = context.answeredRound === undefined ? current : (activeChallenge(current) ?? current);
  const until = lockedUntil(account, now, limits, context.deviceId);
  if (until > now) return { reason: 'locked', resendAt: until, attemptsLeft: 0 };
  const resendAt = challenge ? challenge.send.resendAt : now;
  if (isAnswerable(challenge, now, limits)) {
    const attemptsLeft = Math.min(
      limits.attempts - challenge.tries.length,
      guessesLeft(account, now, limits, context.deviceId),
    );
    return {
      expiresAt: challenge.expiresAt,
      resendAt,
      attemptsLeft,
      ...answerReason(challenge, context.answeredRound),
    };
  }
  const reason = context.sendRequested ? undefined : reasonForNoCode(challenge, limits);
  return { resendAt, ...(reason ? { reason } : {}) };
}

/** After an answer: `wrong_code` if it was compared, `unchecked` if a fault kept it from that and it may be sent again. */
function answerReason(challenge: Challenge, answeredRound: string | undefined): { reason?: Reason } {
  if (answeredRound === undefined) return {};
  const answerId = challenge.tries.find((one) => one.startsWith(`${answeredRound}.`));
  return { reason: answerId === undefined || answerId === challenge.indeterminate ? 'unchecked' : 'wrong_code' };
}

/** Why there is no code to answer: it was never sent, it has no attempts left, or it has expired or was consumed. */
function reasonForNoCode(challenge: Challenge | undefined, limits: AccountLimits): Reason {
  if (!challenge?.out) return 'not_sent';
  if (challenge.tries.length >= limits.attempts) return 'used_up';
  return 'expired';
}
