/** What Create tells the page in `publicChallengeParameters`. */
import type { Channel, PublicParameters } from '@cognito-otp/client/wire';
import type { ChallengeStatus } from '../domain/challenge-status.js';

/** What the public parameters contain besides the status of the challenge. */
export interface RoundContext {
  /** The current time, in ms since the epoch. */
  readonly now: number;
  readonly channel: Channel;
  readonly channels: readonly Channel[];
  /** The masked destination; empty if it is not shown. */
  readonly destination: string;
  readonly codeLength: number;
  /** How many more answers this authentication takes. */
  readonly attemptsInSession: number;
}

/** Writes the public parameters as Cognito carries them: strings. */
export function writePublicParameters(status: ChallengeStatus, context: RoundContext): PublicParameters {
  const { reason, expiresAt, resendAt } = status;
  const left = Math.min(context.attemptsInSession, status.attemptsLeft ?? context.attemptsInSession);
  return {
    otp: '1',
    now: String(context.now),
    channel: context.channel,
    channels: context.channels.join(' '),
    destination: context.destination,
    length: String(context.codeLength),
    attemptsLeft: String(Math.max(0, left)),
    ...(expiresAt === undefined ? {} : { expiresAt: String(expiresAt) }),
    ...(resendAt === undefined ? {} : { resendAt: String(resendAt) }),
    ...(reason ? { reason } : {}),
  };
}
