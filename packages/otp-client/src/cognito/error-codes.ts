import type { CognitoReply } from '../contracts/client.js';
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
  // Also for usernames; `invalid_phone` if the user typed a phone number.
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
 * The length to which names and messages of errors are cut before they are parsed, in characters. Cognito's own are
 * shorter.
 */
const MAX_ERROR_LENGTH = 500;

/** What is known of an error. */
export interface CognitoError {
  readonly code: OtpErrorCode;
  /** Default: by the code. */
  readonly retryable?: true | undefined;
  /** Cognito's name for the error; empty where something other than Cognito replied. */
  readonly cognitoName: string;
  /** `<name> <message>`, or the HTTP status where something other than Cognito replied, a proxy for instance. */
  readonly description: string;
}

/** A text from an error that may be hostile. */
const shortText = (value: unknown) => (typeof value === 'string' ? value.slice(0, MAX_ERROR_LENGTH) : '');

/** The sender of an error reply, and its name and message. */
function readNames({ headers, status }: Response, json: CognitoReply | undefined) {
  // AWS WAF replies in place of Cognito when it asks for a CAPTCHA or a challenge.
  // https://docs.aws.amazon.com/waf/latest/developerguide/waf-captcha-and-challenge-how-it-works.html
  if (headers.has('x-amzn-waf-action')) return { cognitoName: '', description: 'Forbidden by AWS WAF' };
  // Both forms occur: `namespace#Name` and `Name:address`.
  const cognitoName = shortText(json?.__type ?? headers.get('x-amzn-errortype')).replace(/^.*#|:.*/g, '');
  return { cognitoName, description: cognitoName ? `${cognitoName} ${shortText(json?.message)}` : `${status}` };
}

/** What the user typed, if the call has it. */
const usernameOf = ({ Username, AuthParameters }: CognitoReply) => `${Username ?? Object(AuthParameters).USERNAME}`;

/**
 * What errors mean in reply to the answer to a challenge, by the challenge. Cognito's errors for passwords mean something else
 * in a custom challenge; a sign-up that can no longer be confirmed has been confirmed elsewhere.
 */
const ANSWER_ERRORS: { readonly [challenge in string]?: { readonly [code in OtpErrorCode]?: OtpErrorCode } } = {
  CUSTOM_CHALLENGE: { not_authorized: 'too_many_attempts', wrong_code: 'session_ended' },
  CONFIRM_SIGN_UP: { not_authorized: 'session_ended' },
};

/** The challenge that a call answers with what the user typed; `undefined` for a send request. */
function answeredChallenge(operation: string, { ChallengeName, ClientMetadata }: CognitoReply): string {
  if (operation === 'ConfirmSignUp') return 'CONFIRM_SIGN_UP';
  return Object(ClientMetadata).request ? '' : `${ChallengeName}`;
}

/** The messages of this project's triggers for refused sign-ups that may succeed later. */
const RETRYABLE_REFUSAL = /sign_up_unavailable/;

/** Sign-up is closed for the user pool, or a trigger accepts no new users right now. */
const isSignUpRefused = (operation: string, code: OtpErrorCode, cognitoName: string) =>
  operation === 'SignUp' &&
  (code === 'not_authorized' || (code === 'service' && cognitoName === 'UserLambdaValidationException'));

/** The username is the identifier that the user typed, so a refusal of the username is a refusal of that identifier. */
const isPhoneRefused = (code: OtpErrorCode, description: string, sent: CognitoReply) =>
  code === 'invalid_email' && /username/i.test(description) && usernameOf(sent).startsWith('+');

/**
 * Reads a reply that is not a success.
 * @param json its body, if that is a JSON object.
 * @param sent the body that was sent with the operation.
 */
export function readError(
  response: Response,
  json: CognitoReply | undefined,
  operation: string,
  sent: CognitoReply,
): CognitoError {
  const named = readNames(response, json);
  const { cognitoName, description } = named;
  const code = PATTERNS.find(([, pattern]) => pattern.test(description))?.[0] ?? 'service';
  if (isSignUpRefused(operation, code, cognitoName)) {
    return { ...named, code: 'sign_up_closed', retryable: RETRYABLE_REFUSAL.test(description) || undefined };
  }
  const answerError = ANSWER_ERRORS[answeredChallenge(operation, sent)]?.[code];
  return {
    ...named,
    code: answerError ?? (isPhoneRefused(code, description, sent) ? 'invalid_phone' : code),
    retryable: PASSING_FAULT.test(description) || undefined,
  };
}
