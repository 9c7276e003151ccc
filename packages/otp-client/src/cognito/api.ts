import { OtpError, type OtpErrorCode } from '../contracts/errors.js';
import { timeLimit } from '../platform/clock.js';
import type { Config } from '../validation/options.js';

/** A JSON object as it came: each field is looked at before it is used. */
export type Json = Readonly<Record<string, unknown>>;

/** Calls one operation of Cognito's API. @throws {OtpError} always of this class. */
export type CognitoCall = (operation: string, body: Json, ...signals: (AbortSignal | undefined)[]) => Promise<Json>;

const requestIds = new WeakMap<Json, string>();

/** Cognito's `x-amzn-requestid` of a reply that came from a {@link CognitoCall}. */
export const requestIdOf = (reply: Json): string | undefined => requestIds.get(reply);

/** No reply of these operations comes near this; more is somebody else's page. */
const LONGEST_REPLY = 1e6;

/** Cognito's words to ours, by `<name> <message>`, or by the HTTP status where there is no name. The first that fits. */
const CODES: readonly (readonly [RegExp, OtpErrorCode])[] = [
  [/^NotAuth.*session/i, 'session_ended'],
  [/^RefreshTokenR|^NotAuth.*(refresh.token|revoked)/i, 'session_revoked'],
  [/^(NotAuth|User(Not|name)|PasswordReset)/, 'not_authorized'],
  // For a challenge of the triggers' own this means a Session that was used before.
  [/^CodeMis/, 'wrong_code'],
  [/^CodeDel/, 'send_failed'],
  [/^ExpiredC/, 'expired_code'],
  // The triggers' budgets for sign-ups and for messages of Cognito's own.
  [/_limited\b/, 'rate_limited'],
  [/^(TooMany|Limit|Throttl|429)/, 'throttled'],
  [/phone.number format/i, 'invalid_phone'],
  [/email.*format/i, 'invalid_email'],
  [/^(InvalidPar|ResourceNot)/, 'configuration'],
  [/^(Forbidden|WAF|403)/, 'forbidden'],
  [/^([A-Z]|5)/i, 'service'],
  [/^/, 'bad_response'],
];

/**
 * Speaks awsJson 1.1 to Cognito, unsigned, once: it never repeats a call by itself, since some of them send a message.
 */
export function createCognitoCall(
  { url, fetcher, timeLimit: limit = 15_000 }: Config,
  service = 'AWSCognitoIdentityProviderService',
): CognitoCall {
  return async (operation, body, ...signals) => {
    const signal = AbortSignal.any([timeLimit(limit), ...signals.filter((given) => !!given)]);
    let requestId: string | undefined;
    let cognitoName: string | undefined;
    let code: OtpErrorCode | undefined;
    let message: unknown;
    let cause: unknown;
    try {
      const response = await (fetcher ?? fetch)(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-amz-json-1.1',
          'x-amz-target': `${service}.${operation}`,
        },
        body: JSON.stringify(body),
        // Tokens travel in bodies: cookies have no business here, and a redirect would carry the body elsewhere.
        credentials: 'omit',
        redirect: 'error',
        signal,
      });
      const { headers, ok, status } = response;
      requestId = headers.get('x-amzn-requestid') ?? undefined;
      const text = await response.text();
      let json: Json | undefined;
      try {
        // Calls that return nothing may have an empty body.
        json = text.length < LONGEST_REPLY ? Object(JSON.parse(text || '{}')) : undefined;
      } catch {
        // Not JSON: told by its status.
      }
      if (ok && json) {
        if (requestId) requestIds.set(json, requestId);
        return json;
      }
      // Both forms occur: `namespace#Name`, `Name:address`.
      cognitoName = `${json?.__type ?? headers.get('x-amzn-errortype') ?? ''}`.replace(/^.*#|:.*/g, '');
      message = cognitoName ? `${cognitoName} ${json?.message ?? ''}` : status;
      code = CODES.find(([pattern]) => pattern.test(`${message}`))![1];
    } catch (fault) {
      cause = fault;
      code = signal.aborted
        ? signal.reason?.name === 'TimeoutError'
          ? 'timeout'
          : 'aborted'
        : globalThis.navigator?.onLine === false
          ? 'offline'
          : 'network';
    }
    throw new OtpError(code, `${operation}: ${message ?? code}`, {
      // A trigger that throws on purpose will throw again.
      ...(/^(Int|Unexp|5)/.test(`${message}`) && { retryable: true }),
      requestId,
      cognitoName,
      cause,
    });
  };
}
