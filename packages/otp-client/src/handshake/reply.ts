import { type Json, requestIdOf } from '../cognito/api.js';
import { OtpError, type OtpErrorCode } from '../contracts/errors.js';
import type { Delivery, Identifier } from '../contracts/state.js';
import { now } from '../platform/clock.js';
import { identifierValue } from '../validation/identifier.js';
import type { Channel, PublicParameters, Reason } from '../wire.js';

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
  /** What this start gave an account that it made. */
  readonly attributes?: Readonly<Record<string, string>> | undefined;
  /** Local time after which nothing is left to resume. */
  readonly until: number;
}

/** What an answer led to: another round, or Cognito's `AuthenticationResult`. */
export interface HandshakeReply {
  readonly tokens?: unknown;
  readonly handshake: Handshake;
  readonly error: OtpError | null;
  readonly reason: Reason | undefined;
}

/** Cognito's sessions end by then at the latest, whatever the app client's setting. */
const LONGEST_SESSION = 15 * 60_000;

/** Each reason is how its error begins. What isn't among them, a later dialect's for one, is a fault of the service. */
const ERRORS = [
  'wrong_code',
  'expired_code',
  'used_up_code',
  'rate_limited',
  'locked',
  'send_failed',
  'unsupported_destination',
  'captcha_required',
] as const;

export const isChannel = (name: unknown): name is Channel => name === 'sms' || name === 'email';

/**
 * Reads the challenge Cognito put. Triggers of other people say none of what ours say: then a code of `codeLength` digits
 * is taken to be on its way, and a second round to mean that the answer before it was wrong.
 * @param before what is known of the handshake already.
 * @throws {OtpError} `unsupported_challenge`, `bad_response`.
 */
export function readReply(
  reply: Json,
  before: Partial<Handshake> & Pick<Handshake, 'identifier' | 'signedUp'>,
  codeLength: number | undefined,
): HandshakeReply {
  const { AuthenticationResult, ChallengeName, ChallengeParameters, Session } = reply;
  const requestId = requestIdOf(reply);
  if (!AuthenticationResult && !Session) throw new OtpError('bad_response', '', { requestId });
  const challenge = `${ChallengeName}`;
  if (
    !AuthenticationResult &&
    !/^(C(USTOM_CHALLENGE|ONFIRM_SIGN_UP)|(SMS|EMAIL)_(OTP|MFA)|SOFTWARE_TOKEN_MFA)$/.test(challenge)
  ) {
    throw new OtpError('unsupported_challenge', challenge, { requestId });
  }
  const { identifier } = before;
  const said = Object(ChallengeParameters) as { readonly [name: string]: unknown };
  const dialect = said.otp === '1';
  // What others mean by names like ours is anybody's guess; Cognito's own codes say where they went in Cognito's words.
  const given: { readonly [name in keyof PublicParameters]?: unknown } = dialect
    ? said
    : {
        channel: `${said.CODE_DELIVERY_DELIVERY_MEDIUM}`.toLowerCase(),
        destination: said.CODE_DELIVERY_DESTINATION,
        length: codeLength ?? (/_OTP$/.test(challenge) && 8),
      };
  const received = now();
  const number = (value: unknown, skew = 0) => (/^\d{1,15}$/.test(`${value}`) ? Number(value) + skew : null);
  // Cognito's clock is the one that counts; ours may be wrong by a day.
  const skew = received - (number(given.now) ?? received);
  const usual = 'phone' in identifier ? 'sms' : 'email';
  const channel = isChannel(given.channel) ? given.channel : usual;
  const expiresAt = number(given.expiresAt, skew);
  const resendAt = number(given.resendAt, skew);
  // The same question again is all that others say to a wrong answer; another question means that it was right.
  const reason = (dialect ? given.reason : challenge === before.challenge ? 'wrong_code' : undefined) as
    | Reason
    | undefined;
  const code: OtpErrorCode = ERRORS.find((name) => name.startsWith(`${reason}`)) ?? 'service';
  return {
    tokens: AuthenticationResult,
    reason,
    error:
      reason && reason !== 'not_sent'
        ? new OtpError(code, reason, {
            retryable: true,
            requestId,
            retryAt: (/^(lo|ra)/.test(code) && resendAt) || undefined,
          })
        : null,
    handshake: {
      ...before,
      username: `${said.USERNAME ?? before.username ?? identifierValue(identifier)}`,
      session: `${Session}`,
      challenge,
      dialect,
      until: expiresAt ?? received + LONGEST_SESSION,
      delivery: Object.freeze({
        channel,
        channels: Object.freeze(`${given.channels ?? channel}`.split(' ').filter(isChannel)),
        destination: `${given.destination || (channel === usual ? identifierValue(identifier) : '')}`,
        codeLength: number(given.length) || codeLength || 6,
        sent: !dialect || expiresAt !== null,
        expiresAt,
        resendAt,
        attemptsLeft: number(given.attemptsLeft),
      }),
    },
  };
}
