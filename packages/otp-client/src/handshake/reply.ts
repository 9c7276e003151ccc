import { type Json, requestIdOf } from '../cognito/api.js';
import { OtpError, type OtpErrorCode } from '../contracts/errors.js';
import type { Delivery, Identifier } from '../contracts/state.js';
import { now } from '../platform/clock.js';
import { identifierValue } from '../validation/identifier.js';
import type { Channel, PublicParameters, Reason } from '../wire.js';

/** Reads Cognito's replies within a handshake: the next challenge, or tokens. */

/** A challenge that waits for an answer: what is needed to go on, also after a reload. Stored as JSON. */
export interface Handshake {
  readonly identifier: Identifier;
  /** Cognito's own name for the account, from its first reply. */
  readonly username: string;
  /** Cognito's `Session`; valid for one answer. */
  readonly session: string;
  /** Cognito's name of the challenge. */
  readonly challenge: string;
  readonly delivery: Delivery;
  /** Whether the triggers speak the dialect of `wire.ts`. */
  readonly dialect: boolean;
  /** Whether a sign-up found or created the account. Otherwise `resend` tries to. */
  readonly signedUp: boolean;
  /** The attributes that this start gave to an account it created or, without `signedUp`, that it failed to create. */
  readonly attributes?: Readonly<Record<string, string>> | undefined;
  /** When the handshake can no longer be resumed, in milliseconds since the Unix epoch by the local clock. */
  readonly until: number;
}

/** What a call led to: another challenge, or Cognito's `AuthenticationResult`. */
export interface HandshakeReply {
  readonly tokens?: unknown;
  readonly handshake: Handshake;
  readonly error: OtpError | undefined;
  readonly reason: Reason | undefined;
}

/** Cognito's sessions end after at most 15 minutes, whatever the app client's `AuthSessionValidity` is. */
const MAX_SESSION_MS = 15 * 60_000;

/**
 * Cognito's challenges that this client can answer, all of which ask for a code, and how many digits it has where Cognito
 * does not say. `CONFIRM_SIGN_UP` is this client's own, see `native-flow.ts`.
 */
const CODE_LENGTHS: ReadonlyMap<string, number> = new Map([
  ['CUSTOM_CHALLENGE', 6],
  ['CONFIRM_SIGN_UP', 6],
  ['SMS_MFA', 6],
  ['SOFTWARE_TOKEN_MFA', 6],
  ['SMS_OTP', 8],
  ['EMAIL_OTP', 8],
]);

/** The reasons that have an error of their own. */
type ReasonWithCode = Exclude<Reason, 'not_sent' | 'unchecked'>;

/**
 * The errors of these reasons. `unchecked` and unknown reasons, of a later dialect for instance, are the error `service`.
 */
const CODES_OF_REASONS: ReadonlyMap<unknown, OtpErrorCode> = new Map(
  Object.entries({
    wrong_code: 'wrong_code',
    expired: 'expired_code',
    used_up: 'used_up_code',
    rate_limited: 'rate_limited',
    locked: 'locked',
    send_failed: 'send_failed',
    unsupported: 'unsupported_destination',
    captcha: 'captcha_required',
  } satisfies Record<ReasonWithCode, OtpErrorCode>),
);

/** Limits, as errors and as reasons. They end at the time when the next message is possible. */
export const LIMITS: readonly unknown[] = ['locked', 'rate_limited'] satisfies (OtpErrorCode & Reason)[];

/** Whether a value is one of the channels. */
export const isChannel = (name: unknown): name is Channel => name === 'sms' || name === 'email';

/** The channel that reaches the identifier itself. */
export const usualChannel = (identifier: Identifier): Channel => ('phone' in identifier ? 'sms' : 'email');

/** Longer texts of a reply, in characters, are cut: no address is longer. */
const MAX_TEXT = 320;

/** In digits. A page draws a field for each. */
const MAX_CODE_LENGTH = 32;

/** What a reply says about the code; unchecked. */
type Parameters = { readonly [name in keyof PublicParameters]?: unknown };

const numberOrNull = (value: unknown, skew = 0) => (/^\d{1,15}$/.test(`${value}`) ? Number(value) + skew : null);

/** Converts the parameters to what a page shows, with times by the local clock, which may be wrong by a day. */
function readDelivery(
  parameters: Parameters,
  identifier: Identifier,
  codeLength: number | undefined,
  dialect: boolean,
): Delivery {
  const received = now();
  const skew = received - (numberOrNull(parameters.now) ?? received);
  const usual = usualChannel(identifier);
  const channel = isChannel(parameters.channel) ? parameters.channel : usual;
  const expiresAt = numberOrNull(parameters.expiresAt, skew);
  const length = numberOrNull(parameters.length);
  return Object.freeze({
    channel,
    channels: Object.freeze(`${parameters.channels ?? channel}`.slice(0, MAX_TEXT).split(' ').filter(isChannel)),
    destination: `${parameters.destination || (channel === usual ? identifierValue(identifier) : '')}`.slice(
      0,
      MAX_TEXT,
    ),
    codeLength: length && length <= MAX_CODE_LENGTH ? length : codeLength!,
    sent: !dialect || expiresAt !== null,
    expiresAt,
    resendAt: numberOrNull(parameters.resendAt, skew),
    attemptsLeft: numberOrNull(parameters.attemptsLeft),
  });
}

/**
 * Reads Cognito's reply. Triggers of other projects don't speak the dialect: then the client assumes that a code of
 * `codeLength` digits has been sent, and that the same challenge again means a wrong answer.
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
  const challenge = `${ChallengeName ?? ''}`;
  const defaultLength = CODE_LENGTHS.get(challenge);
  if (!AuthenticationResult && !(Session && defaultLength)) {
    throw new OtpError(Session ? 'unsupported_challenge' : 'bad_response', challenge, { requestId });
  }
  const { identifier } = before;
  const parameters = Object(ChallengeParameters) as { readonly [name: string]: unknown };
  const dialect = parameters.otp === '1';
  // Other triggers may use the dialect's names for something else. Cognito's own codes come with Cognito's names.
  const delivery = readDelivery(
    dialect
      ? parameters
      : {
          channel: `${parameters.CODE_DELIVERY_DELIVERY_MEDIUM}`.toLowerCase(),
          destination: parameters.CODE_DELIVERY_DESTINATION,
        },
    identifier,
    codeLength ?? defaultLength,
    dialect,
  );
  const guessed = challenge === before.challenge ? 'wrong_code' : undefined;
  const reason = (dialect ? parameters.reason : guessed) as Reason | undefined;
  const code = CODES_OF_REASONS.get(reason) ?? 'service';
  const retryAt = (LIMITS.includes(code) && delivery.resendAt) || undefined;
  return {
    tokens: AuthenticationResult,
    reason,
    error:
      reason && reason !== 'not_sent' ? new OtpError(code, reason, { retryable: true, requestId, retryAt }) : undefined,
    handshake: {
      ...before,
      username: `${parameters.USERNAME ?? before.username ?? identifierValue(identifier)}`,
      session: `${Session}`,
      challenge,
      dialect,
      until: delivery.expiresAt ?? now() + MAX_SESSION_MS,
      delivery,
    },
  };
}
