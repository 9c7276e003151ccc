import type { OtpErrorCode } from '../contracts/errors.js';

/**
 * Maps what Cognito replies to the client's error codes. Cognito's names are listed at
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InitiateAuth.html#API_InitiateAuth_Errors
 * and https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/CommonErrors.html
 */

/** By Cognito's name, without `Exception`, which some names lack; by HTTP status where the reply has no name. */
const CODES_BY_NAME: Readonly<Record<string, OtpErrorCode>> = {
  RefreshTokenReuse: 'session_revoked',
  NotAuthorized: 'not_authorized',
  UserNotFound: 'not_authorized',
  UserNotConfirmed: 'not_authorized',
  UsernameExists: 'not_authorized',
  PasswordResetRequired: 'not_authorized',
  // For a custom challenge this means a Session that was used before.
  CodeMismatch: 'wrong_code',
  CodeDeliveryFailure: 'send_failed',
  ExpiredCode: 'expired_code',
  TooManyRequests: 'throttled',
  TooManyFailedAttempts: 'throttled',
  LimitExceeded: 'throttled',
  Throttling: 'throttled',
  429: 'throttled',
  InvalidParameter: 'configuration',
  ResourceNotFound: 'configuration',
  Forbidden: 'forbidden',
  403: 'forbidden',
  // AWS WAF's replies when it asks for a CAPTCHA (405) or a challenge (202), in case the browser hides their headers from
  // the page. Cognito's own successes have status 200 alone.
  202: 'forbidden',
  204: 'forbidden',
  405: 'forbidden',
  // Faults of Cognito or of a crashed trigger, which may pass. A trigger that throws on purpose will throw again: its name,
  // like any other that is missing here, means `service`, too, but is not retryable.
  InternalError: 'service',
  UnexpectedLambda: 'service',
};

/** Where one name is used for several errors, only Cognito's English message distinguishes them: `<name> <message>`. */
const CODES_BY_MESSAGE: readonly (readonly [OtpErrorCode, RegExp])[] = [
  ['session_ended', /^NotAuthorized.*session/i],
  ['session_revoked', /^NotAuthorized.*(refresh.token|revoked)/i],
  // This project's triggers throw these when a budget for sign-ups, or for Cognito's own messages, is spent.
  ['rate_limited', /(sign_up|message)_limited/],
  ['invalid_phone', /^InvalidParameter.*phone.number (format|is)/i],
  // Also for usernames, where a start makes it `invalid_phone` if the user typed a phone number.
  ['invalid_email', /^InvalidParameter.*(user.?name|email).*(format|should|constraint|valid)/i],
];

/**
 * Classifies an HTTP reply that is not a success.
 * @param description `<name> <message>`, or the HTTP status where something other than Cognito replied, a proxy for instance.
 */
export function classifyError(description: string): {
  readonly code: OtpErrorCode;
  readonly retryable: true | undefined;
} {
  const name = description.split(/Exception| /)[0]!;
  const byMessage = CODES_BY_MESSAGE.find(([, pattern]) => pattern.test(description))?.[0];
  const byName = Object.hasOwn(CODES_BY_NAME, name) ? CODES_BY_NAME[name] : undefined;
  const isServerError = Number(name) >= 500;
  const code = byMessage ?? byName ?? (Number(name) < 500 ? 'bad_response' : 'service');
  return { code, retryable: byName === 'service' || isServerError || undefined };
}
