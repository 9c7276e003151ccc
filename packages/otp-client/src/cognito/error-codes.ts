import type { OtpErrorCode } from '../contracts/errors.js';

/**
 * Maps what Cognito replies to the client's error codes. Cognito's names are listed at
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InitiateAuth.html#API_InitiateAuth_Errors
 * and https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/CommonErrors.html
 */

/**
 * The first pattern that fits `<name> <message>`, or the HTTP status where the reply has no name, decides. Some of Cognito's
 * names lack `Exception`; where one name is used for several errors, only Cognito's English message distinguishes
 * them.
 */
const PATTERNS: readonly (readonly [OtpErrorCode, RegExp])[] = [
  ['session_ended', /^NotAuthorized.*session/i],
  ['session_revoked', /^(RefreshTokenReuse|NotAuthorized.*(refresh.token|revoked))/i],
  // This project's triggers throw these when a budget for sign-ups, or for Cognito's own messages, is spent.
  ['rate_limited', /(sign_up|message)_limited/],
  ['invalid_phone', /^InvalidParameter.*phone.number (format|is)/i],
  // Also for usernames, where a start makes it `invalid_phone` if the user typed a phone number.
  ['invalid_email', /^InvalidParameter.*(user.?name|email).*(format|should|constraint|valid)/i],
  ['not_authorized', /^(NotAuthorized|UserNotFound|UserNotConfirmed|UsernameExists|PasswordResetRequired)/],
  // For a custom challenge this means a Session that was used before.
  ['wrong_code', /^CodeMismatch/],
  ['send_failed', /^CodeDeliveryFailure/],
  ['expired_code', /^ExpiredCode/],
  ['throttled', /^(TooManyRequests|TooManyFailedAttempts|LimitExceeded|Throttling|429)/],
  ['configuration', /^(InvalidParameter|ResourceNotFound)/],
  // AWS WAF's replies when it asks for a CAPTCHA (405) or a challenge (202), in case the browser hides their headers from
  // the page. Cognito's own successes have status 200 alone.
  ['forbidden', /^(Forbidden|202|204|403|405)/],
  ['bad_response', /^[1-4]/],
];

/** Faults of Cognito or of a crashed trigger, which may pass. A trigger that throws on purpose will throw again. */
const PASSING_FAULT = /^(InternalError|UnexpectedLambda|5)/;

/**
 * Classifies an HTTP reply that is not a success.
 * @param description `<name> <message>`, or the HTTP status where something other than Cognito replied, a proxy for instance.
 */
export const classifyError = (
  description: string,
): { readonly code: OtpErrorCode; readonly retryable: true | undefined } => ({
  code: PATTERNS.find(([, pattern]) => pattern.test(description))?.[0] ?? 'service',
  retryable: PASSING_FAULT.test(description) || undefined,
});
