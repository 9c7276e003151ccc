/**
 * Everything that can go wrong, as one error class with a closed set of codes. The codes are also the keys of the
 * element's texts, so a new code needs a text in every language (`otp-element/src/i18n/messages`).
 */

/** What callers need to know about an error code. */
interface ErrorTraits {
  /** The same call may succeed later, or with another code. */
  readonly retryable: boolean;
  /** The Cognito session can't be answered any more: the user has to start again. */
  readonly endsHandshake: boolean;
  /** Cognito rejected the session or token itself, before it invoked a trigger. */
  readonly rejectsCredential: boolean;
}

/** Makes the compiler check that every code has all traits. */
type Classified<Codes extends Readonly<Record<string, ErrorTraits>>> = Codes;

/** The traits of a code, of which it has those that are named. */
type Traits<True extends keyof ErrorTraits = never> = {
  readonly [Trait in keyof ErrorTraits]: Trait extends True ? true : false;
};

/**
 * The list of error codes, and the only place that classifies them. The compiler checks {@link RETRYABLE},
 * {@link ENDS_HANDSHAKE} and {@link REJECTS_CREDENTIAL} against it: a new code without traits, or missing in one of the
 * three, does not compile.
 */
type OtpErrors = Classified<{
  /** An option of the client is invalid (the message names it), or the current step has no such command. */
  configuration: Traits<'endsHandshake'>;
  /** Not an E.164 phone number. */
  invalid_phone: Traits;
  /** Not an email address. */
  invalid_email: Traits;
  /** The answer does not have `codeLength` digits; nothing was sent. */
  incomplete_code: Traits;
  /** The answer is not the code. */
  wrong_code: Traits<'retryable' | 'rejectsCredential'>;
  /** The answer came after the code expired. */
  expired_code: Traits;
  /** Too many wrong answers (three by default) ended this session. A new start sends a new code. */
  too_many_attempts: Traits<'endsHandshake'>;
  /**
   * The code is void after too many wrong answers (three by default), possibly in another session. Request a new one; this
   * session continues.
   */
  used_up_code: Traits;
  /** The account accepts no answers until `retryAt`. */
  locked: Traits;
  /** No message was sent; the next one is possible from `retryAt`. */
  rate_limited: Traits<'retryable'>;
  /** The provider did not accept the message. */
  send_failed: Traits<'retryable'>;
  /** Messages are not sent to this country or kind of number. */
  unsupported_destination: Traits;
  /** A CAPTCHA token is missing or was rejected. */
  captcha_required: Traits;
  /** Cognito no longer knows the session (it lasts 3 minutes by default): start again. */
  session_ended: Traits<'endsHandshake' | 'rejectsCredential'>;
  /** The user pool or this client accepts no new users. */
  sign_up_closed: Traits;
  /** Cognito refused the call and gives no other reason. */
  not_authorized: Traits<'endsHandshake' | 'rejectsCredential'>;
  /** Cognito asked for a challenge that this client does not support. */
  unsupported_challenge: Traits<'endsHandshake'>;
  /** Cognito permanently rejected the refresh token: the user must sign in again. */
  session_revoked: Traits<'rejectsCredential'>;
  /** There is no signed-in user. */
  signed_out: Traits;
  /** The browser reports that it is offline. */
  offline: Traits<'retryable'>;
  /** The request failed before a reply arrived. */
  network: Traits<'retryable'>;
  /** No reply arrived within `timeLimit`. */
  timeout: Traits<'retryable'>;
  /** The caller's `AbortSignal`, or a later command, ended the call. */
  aborted: Traits<'retryable'>;
  /** Cognito throttled the call. */
  throttled: Traits<'retryable'>;
  /** A firewall in front of Cognito blocked the call. */
  forbidden: Traits;
  /** Cognito or a trigger failed. */
  service: Traits;
  /** The reply is not one that Cognito sends. */
  bad_response: Traits<'retryable'>;
  /** A programming error, in this package or in a function of the page: `cause` is the error that was thrown. */
  unexpected: Traits;
  /** From the element: the browser lacks what a sign-in needs; the message names it. */
  unsupported_browser: Traits;
}>;

/** What went wrong, for programs: show users a text of your own for each code. */
export type OtpErrorCode = keyof OtpErrors;

type CodesWith<Trait extends keyof ErrorTraits> = {
  [Code in OtpErrorCode]: OtpErrors[Code][Trait] extends true ? Code : never;
}[OtpErrorCode];

/** A list of the codes that have a trait. One that lacks a code does not compile: its `indexOf` would not take that code. */
interface ListOf<Trait extends keyof ErrorTraits> extends Iterable<CodesWith<Trait>> {
  readonly indexOf: (code: CodesWith<Trait>) => number;
  includes(code: OtpErrorCode): boolean;
}

/** Codes after which the same call may succeed later, or with another code, whichever call it was. */
const RETRYABLE: ListOf<'retryable'> = [
  'wrong_code',
  'rate_limited',
  'send_failed',
  'offline',
  'network',
  'timeout',
  'aborted',
  'throttled',
  'bad_response',
] as const;

/** Codes after which the only way on is a new start. */
export const ENDS_HANDSHAKE: ListOf<'endsHandshake'> = [
  'configuration',
  'too_many_attempts',
  'session_ended',
  'not_authorized',
  'unsupported_challenge',
] as const;

/** Codes of errors by which Cognito rejects the session or token itself, so that no trigger has been invoked. */
export const REJECTS_CREDENTIAL: ListOf<'rejectsCredential'> = [
  'wrong_code',
  'session_ended',
  'not_authorized',
  'session_revoked',
] as const;

/**
 * The reason for `invalid_phone` or `invalid_email`, if it is known. `not_a_number`: the text has other characters than
 * digits. `email_address` and `phone_number`: the text is the other kind of identifier.
 */
export type IdentifierProblem =
  | 'empty'
  | 'not_a_number'
  | 'too_short'
  | 'too_long'
  | 'unknown_calling_code'
  | 'email_address'
  | 'phone_number';

/** What an {@link OtpError} may say beside its code. */
export interface OtpErrorDetails {
  /** Why the identifier is invalid. Only with the codes `invalid_phone` and `invalid_email`. */
  problem?: IdentifierProblem | undefined;
  /** Whether the same call may succeed later, or with another code. Default: by the error code. */
  retryable?: boolean | undefined;
  /** The earliest time at which the call can succeed, in milliseconds since the Unix epoch by the local clock. */
  retryAt?: number | undefined;
  /** Cognito's `x-amzn-requestid` header, for a support ticket. */
  requestId?: string | undefined;
  /** Cognito's name for the error, `NotAuthorizedException` for instance. */
  cognitoName?: string | undefined;
  /** The underlying error, if there is one. */
  cause?: unknown;
}

/** The only error that this package throws on purpose. */
export class OtpError extends Error {
  /** What went wrong. */
  declare readonly code: OtpErrorCode;
  /** See {@link OtpErrorDetails.problem}. */
  declare readonly problem: IdentifierProblem | undefined;
  /** See {@link OtpErrorDetails.retryable}. */
  declare readonly retryable: boolean;
  /** See {@link OtpErrorDetails.retryAt}. */
  declare readonly retryAt: number | undefined;
  /** See {@link OtpErrorDetails.requestId}. */
  declare readonly requestId: string | undefined;
  /** See {@link OtpErrorDetails.cognitoName}. */
  declare readonly cognitoName: string | undefined;

  /** @param message for developers, in English; users see the text that belongs to `code`. */
  constructor(code: OtpErrorCode, message = '', details: OtpErrorDetails = {}) {
    super(message || code);
    Object.assign(this, details, { code, name: 'OtpError', retryable: details.retryable ?? RETRYABLE.includes(code) });
  }
}

/** A copy of an error under another code, the one that tells the user what it means in this situation. */
export const withCode = (error: OtpError, code: OtpErrorCode) =>
  new OtpError(code, error.message, { ...error, cause: error });
