import type { Json } from './cognito.js';
import { OtpError, type OtpErrorCode } from './errors.js';
import type { Delivery, Identifier } from './state.js';
import type { Channel, PublicParameters, Reason } from './wire.js';

/** A round of Cognito's challenge that waits for an answer: what is needed to go on, after a reload too. */
export interface Handshake {
  readonly identifier: Identifier;
  /** Cognito's own name for the account, from its first reply. */
  readonly username: string;
  /** Good for one answer. */
  readonly session: string;
  readonly challenge: string;
  readonly delivery: Delivery;
  /** Whether the triggers speak the dialect of `wire.ts`. */
  readonly dialect: boolean;
  /** Whether this start tried a sign-up: an account is there if one can be. */
  readonly signedUp: boolean;
  /** Local time after which nothing is left to resume. */
  readonly until: number;
}

export interface Round {
  readonly handshake: Handshake;
  readonly error: OtpError | null;
  readonly reason: Reason | undefined;
}

export const nameOf = (identifier: Identifier): string => ('phone' in identifier ? identifier.phone : identifier.email);

/** Cognito's sessions end by then at the latest, whatever the app client's setting. */
const LONGEST_SESSION = 15 * 60_000;

const ERRORS: Readonly<Record<Reason, OtpErrorCode | undefined>> = {
  not_sent: undefined,
  wrong_code: 'wrong_code',
  unchecked: 'service',
  expired: 'expired_code',
  used_up: 'used_up_code',
  rate_limited: 'rate_limited',
  locked: 'locked',
  send_failed: 'send_failed',
  unsupported: 'unsupported_destination',
  captcha: 'captcha_required',
};

/**
 * Reads the challenge Cognito put. Triggers of other people say none of what ours say: then a code of `codeLength` digits
 * is taken to be on its way, and a second round to mean that the answer before it was wrong.
 * @throws {OtpError} `unsupported_challenge`, `bad_response`.
 */
export function readRound(
  { ChallengeName: challenge, ChallengeParameters, Session: session }: Json,
  {
    identifier,
    username,
    answered,
    signedUp,
    codeLength = 6,
  }: {
    identifier: Identifier;
    username?: string;
    answered: boolean;
    signedUp: boolean;
    codeLength?: number | undefined;
  },
): Round {
  if (typeof challenge !== 'string' || typeof session !== 'string') {
    throw new OtpError('bad_response', 'neither tokens nor a challenge');
  }
  if (!/^(CUSTOM_CHALLENGE|(SMS|EMAIL)_(OTP|MFA)|SOFTWARE_TOKEN_MFA)$/.test(challenge)) {
    throw new OtpError('unsupported_challenge', challenge);
  }
  const given = (ChallengeParameters ?? {}) as Partial<Record<keyof PublicParameters | 'USERNAME', string>>;
  const dialect = given.otp === '1';
  const now = Date.now();
  const number = (value: unknown) => (Number.isFinite(Number.parseInt(`${value}`, 10)) ? Number(value) : null);
  // Cognito's clock is the one that counts; ours may be wrong by a day.
  const local = (value: unknown) => {
    const time = number(value);
    return time === null ? null : time + now - (number(given.now) ?? now);
  };
  const isPhone = 'phone' in identifier;
  const channel: Channel =
    given.channel === 'sms' || given.channel === 'email' ? given.channel : isPhone ? 'sms' : 'email';
  const expiresAt = local(given.expiresAt);
  const resendAt = local(given.resendAt);
  const reason = dialect ? (given.reason as Reason | undefined) : answered ? 'wrong_code' : undefined;
  // A reason of a later dialect still says that something is amiss.
  const code = reason && (Object.hasOwn(ERRORS, reason) ? ERRORS[reason] : 'service');
  const waits = code === 'locked' || code === 'rate_limited';
  return {
    reason,
    error: code
      ? new OtpError(code, `the triggers say ${reason}`, {
          retryable: true,
          ...(waits && resendAt && { retryAt: resendAt }),
        })
      : null,
    handshake: {
      identifier,
      username: given.USERNAME ?? username ?? nameOf(identifier),
      session,
      challenge,
      dialect,
      signedUp,
      until: expiresAt ?? now + LONGEST_SESSION,
      delivery: Object.freeze({
        channel,
        channels: Object.freeze(
          `${given.channels ?? channel}`.split(' ').filter((name) => name === 'sms' || name === 'email'),
        ),
        destination: given.destination || nameOf(identifier),
        codeLength: number(given.length) || codeLength,
        sent: !dialect || expiresAt !== null,
        expiresAt,
        resendAt,
        attemptsLeft: number(given.attemptsLeft),
      }),
    },
  };
}
