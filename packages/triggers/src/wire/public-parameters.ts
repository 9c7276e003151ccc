import type { Channel, PublicParameters } from '@cognito-otp/client/wire';
import type { ChallengeStatus } from '../domain/challenge-status.js';

interface Round {
  now: number;
  channel: Channel;
  channels: readonly Channel[];
  /** Masked. */
  destination: string;
  codeLength: number;
  attemptsInSession: number;
}

/** Writes the standing down as Cognito carries it: strings. */
export function writePublicParameters(standing: ChallengeStatus, around: Round): PublicParameters {
  const { reason, expiresAt, resendAt } = standing;
  const left = Math.min(around.attemptsInSession, standing.attemptsLeft ?? around.attemptsInSession);
  return {
    otp: '1',
    now: String(around.now),
    channel: around.channel,
    channels: around.channels.join(' '),
    destination: around.destination,
    length: String(around.codeLength),
    attemptsLeft: String(Math.max(0, left)),
    ...(expiresAt === undefined ? {} : { expiresAt: String(expiresAt) }),
    ...(resendAt === undefined || !Number.isFinite(resendAt) ? {} : { resendAt: String(resendAt) }),
    ...(reason ? { reason } : {}),
  };
}
