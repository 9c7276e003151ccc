import type { Channel, PublicParameters, Reason } from '@cognito-otp/client/wire';

/** How things stand with the code after this round's work. Times in ms. */
export interface Standing {
  reason?: Reason;
  expiresAt?: number;
  /** Infinity: never by itself. */
  resendAt?: number;
  /** Answers that the code and the account still take. */
  attemptsLeft?: number;
  /** Whether this round handed a message to a provider. */
  sentNow?: boolean;
}

interface Circumstances {
  now: number;
  channel: Channel;
  channels: readonly Channel[];
  /** Masked. */
  destination: string;
  codeLength: number;
  attemptsInSession: number;
}

/** Writes the standing down as Cognito carries it: strings. */
export function publicParameters(standing: Standing, around: Circumstances): PublicParameters {
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
