import { OtpError, type OtpErrorCode } from '../contracts/errors.js';
import { timeLimit } from '../platform/clock.js';
import type { Config } from '../validation/options.js';
import type { CognitoError } from './error-codes.js';

/**
 * The transport to Cognito's APIs: awsJson 1.1 over `fetch`, unsigned.
 * Protocol: https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
 */

/** A JSON object as it arrived: each field is checked before use. */
export type Json = Readonly<Record<string, unknown>>;

/** Calls one operation of Cognito's API. @throws {OtpError} and nothing else. */
export type CognitoCall = (operation: string, body: Json, ...signals: (AbortSignal | undefined)[]) => Promise<Json>;

const requestIds = new WeakMap<Json, string>();

/** Cognito's `x-amzn-requestid` of a reply that came from a {@link CognitoCall}. */
export const requestIdOf = (reply: Json): string | undefined => requestIds.get(reply);

const CONTENT_TYPE = 'application/x-amz-json-1.1';

/** In characters. No reply of the operations used here comes near this; a longer one is not from Cognito. */
const MAX_REPLY_LENGTH = 1e6;

/** `undefined` for a text that is not a JSON object. */
function parseJson(text: string): Json | undefined {
  try {
    const value = text.length < MAX_REPLY_LENGTH && JSON.parse(text);
    return Object(value) === value && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Why no reply arrived. */
function transportErrorCode(cause: unknown, signal: AbortSignal): OtpErrorCode {
  // Without `fetch`. Its own failures are a `TypeError`.
  if (cause instanceof ReferenceError) return 'unexpected';
  if (signal.aborted) return signal.reason?.name === 'TimeoutError' ? 'timeout' : 'aborted';
  return globalThis.navigator?.onLine === false ? 'offline' : 'network';
}

/**
 * The error of a sign-up by a user who has an account. Most sign-ins begin with it, so it must not cause the
 * other errors to be loaded.
 */
export const ACCOUNT_EXISTS = 'UsernameExistsException';

/**
 * Returns a function that calls Cognito. It never repeats a call: some calls send a message.
 * @param loadErrorCodes called when Cognito replies with an error. If it rejects, the error's code is `network`.
 * @param service the API's name in the `x-amz-target` header.
 */
export function createCognitoCall(
  { url, fetcher, timeLimit: limit = 15_000 }: Config,
  loadErrorCodes: () => Promise<typeof import('./error-codes.js')>,
  service = 'AWSCognitoIdentityProviderService',
): CognitoCall {
  return async (operation, body, ...signals) => {
    // A value that cannot be written as JSON is the caller's error, not a failed connection.
    const payload = JSON.stringify(body);
    const { signal, end } = timeLimit(limit, ...signals);
    let requestId: string | undefined;
    try {
      const response = await (fetcher ?? fetch)(url, {
        method: 'POST',
        headers: {
          'content-type': CONTENT_TYPE,
          'x-amz-target': `${service}.${operation}`,
        },
        body: payload,
        // Tokens are in the bodies: no cookies are needed, and a redirect would send the body to another address.
        credentials: 'omit',
        redirect: 'error',
        signal,
      });
      const { headers, status } = response;
      requestId = headers.get('x-amzn-requestid') ?? undefined;
      const text = await response.text();
      // Operations that return nothing may have an empty body. Then only the headers tell that Cognito replied.
      const isCognitos = requestId ?? headers.get('content-type')?.startsWith(CONTENT_TYPE);
      const json = parseJson(text || (isCognitos ? '{}' : ''));
      if (status === 200 && json && !headers.has('x-amzn-waf-action')) {
        if (requestId) requestIds.set(json, requestId);
        return json;
      }
      const { code, description, ...details }: CognitoError =
        json?.__type === ACCOUNT_EXISTS
          ? { code: 'not_authorized', cognitoName: ACCOUNT_EXISTS, description: ACCOUNT_EXISTS }
          : (await loadErrorCodes()).readError(response, json, operation, body);
      throw new OtpError(code, `${operation}: ${description}`, { requestId, ...details });
    } catch (cause) {
      if (cause instanceof OtpError) throw cause;
      const code = transportErrorCode(cause, signal);
      throw new OtpError(code, `${operation}: ${code}`, { requestId, cause });
    } finally {
      end();
    }
  };
}
