/**
 * Everything that can go wrong, as one class with a closed union of codes. The codes are also the keys of the element's
 * texts, so a new code needs a text in every language.
 */
export type OtpErrorCode =
  /** The options given to the client can't work; the message names the option and what to give. */
  | 'configuration'
  | 'invalid_phone'
  | 'invalid_email'
  /** The answer isn't `codeLength` digits; nothing was sent. */
  | 'incomplete_code'
  | 'wrong_code'
  | 'expired_code'
  /** Three wrong answers: this session is over. A new start gets a new code. */
  | 'too_many_attempts'
  /** The code took three wrong answers (maybe elsewhere): ask for a new one, the session goes on. */
  | 'used_up_code'
  /** The account takes no answers until `retryAt`. */
  | 'locked'
  /** No message was sent; one is possible from `retryAt`. */
  | 'rate_limited'
  | 'send_failed'
  /** Messages aren't sent to this country or kind of number. */
  | 'unsupported_destination'
  | 'captcha_required'
  /** Cognito no longer knows the session (3 minutes by default): start again. */
  | 'session_ended'
  /** The pool or this client takes no new people. */
  | 'sign_up_closed'
  | 'not_authorized'
  /** The pool asked for a challenge this client doesn't know. */
  | 'unsupported_challenge'
  /** A refresh was refused for good: the person must sign in again. */
  | 'session_revoked'
  /** There is no signed-in user. */
  | 'signed_out'
  | 'offline'
  | 'network'
  | 'timeout'
  | 'aborted'
  /** Cognito asks to slow down. */
  | 'throttled'
  /** A firewall in front of Cognito refused. */
  | 'forbidden'
  /** Cognito or a trigger failed. */
  | 'service'
  /** What came back isn't what Cognito sends. */
  | 'bad_response';

export interface OtpErrorDetails {
  /** Whether the call may succeed when made again, with another code where that one was wrong. */
  retryable?: boolean | undefined;
  /** Milliseconds since the epoch by the local clock: not before then. */
  retryAt?: number | undefined;
  /** Cognito's `x-amzn-requestid`, for a support ticket. */
  requestId?: string | undefined;
  /** Cognito's own name for the error, `NotAuthorizedException` for instance. */
  cognitoName?: string | undefined;
  cause?: unknown;
}

/** Whatever call it came from, one like it may succeed: later, or with another code. */
const RETRYABLE = /^(off|net|time|thr|abo|bad|send|ra|wr)/;

export class OtpError extends Error {
  declare readonly code: OtpErrorCode;
  declare readonly retryable: boolean;
  declare readonly retryAt: number | undefined;
  declare readonly requestId: string | undefined;
  declare readonly cognitoName: string | undefined;

  /** @param message for developers, in English; people are shown the text that belongs to `code`. */
  constructor(code: OtpErrorCode, message = '', details: OtpErrorDetails = {}) {
    super(message || code);
    Object.assign(this, { retryable: RETRYABLE.test(code) }, details, { code, name: 'OtpError' });
  }
}

/** The same fault under the code that says what it means to the person. */
export const withCode = (error: OtpError, code: OtpErrorCode) =>
  new OtpError(code, error.message, { ...error, cause: error });
