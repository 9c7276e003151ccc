import { OtpError, type OtpErrorCode, type OtpErrorDetails } from '../contracts/errors.js';
import { timeLimit } from '../platform/clock.js';
import type { Config } from '../validation/options.js';
import { classifyError } from './error-codes.js';

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

/** In characters. No reply of the operations used here comes near this; a longer one is not from Cognito. */
const MAX_REPLY_LENGTH = 1e6;

/** `undefined` for a text that is not JSON. Operations that return nothing may have an empty body. */
function parseJson(text: string): Json | undefined {
  try {
    return text.length < MAX_REPLY_LENGTH ? Object(JSON.parse(text || '{}')) : undefined;
  } catch {
    return undefined;
  }
}

/** Why no reply arrived. */
function transportErrorCode(signal: AbortSignal): OtpErrorCode {
  if (signal.aborted) return signal.reason?.name === 'TimeoutError' ? 'timeout' : 'aborted';
  return globalThis.navigator?.onLine === false ? 'offline' : 'network';
}

/**
 * Returns a function that calls Cognito. It never repeats a call: some calls send a message.
 * @param service the API's name in the `x-amz-target` header.
 */
export function createCognitoCall(
  { url, fetcher, timeLimit: limit = 15_000 }: Config,
  service = 'AWSCognitoIdentityProviderService',
): CognitoCall {
  return async (operation, body, ...signals) => {
    const signal = AbortSignal.any([timeLimit(limit), ...signals.filter((given) => !!given)]);
    let requestId: string | undefined;
    let failure: { readonly code: OtpErrorCode } & OtpErrorDetails;
    let description: string | undefined;
    try {
      const response = await (fetcher ?? fetch)(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-amz-json-1.1',
          'x-amz-target': `${service}.${operation}`,
        },
        body: JSON.stringify(body),
        // Tokens are in the bodies: no cookies are needed, and a redirect would send the body to another address.
        credentials: 'omit',
        redirect: 'error',
        signal,
      });
      const { headers, ok, status } = response;
      requestId = headers.get('x-amzn-requestid') ?? undefined;
      const json = parseJson(await response.text());
      if (ok && json) {
        if (requestId) requestIds.set(json, requestId);
        return json;
      }
      // Both forms occur: `namespace#Name` and `Name:address`.
      const cognitoName = `${json?.__type ?? headers.get('x-amzn-errortype') ?? ''}`.replace(/^.*#|:.*/g, '');
      description = cognitoName ? `${cognitoName} ${json?.message ?? ''}` : `${status}`;
      failure = { ...classifyError(description), cognitoName };
    } catch (cause) {
      failure = { code: transportErrorCode(signal), cause };
    }
    throw new OtpError(failure.code, `${operation}: ${description ?? failure.code}`, { requestId, ...failure });
  };
}
