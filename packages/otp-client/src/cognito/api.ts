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

const CONTENT_TYPE = 'application/x-amz-json-1.1';

/** In characters. No reply of the operations used here comes near this; a longer one is not from Cognito. */
const MAX_REPLY_LENGTH = 1e6;

/** Longer names and messages of errors, in characters, are cut before they are read. Cognito's own are shorter. */
const MAX_ERROR_LENGTH = 500;

/** `undefined` for a text that is not a JSON object. */
function parseJson(text: string): Json | undefined {
  try {
    const value = text.length < MAX_REPLY_LENGTH && JSON.parse(text);
    return Object(value) === value && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** A text from an error that may be hostile. */
const shortText = (value: unknown) => (typeof value === 'string' ? value.slice(0, MAX_ERROR_LENGTH) : '');

/** Reads a reply that is not a success. @returns Cognito's name for the error, and what `classifyError` takes. */
function readError({ headers, status }: Response, json: Json | undefined) {
  // AWS WAF replies in place of Cognito when it asks for a CAPTCHA or a challenge.
  // https://docs.aws.amazon.com/waf/latest/developerguide/waf-captcha-and-challenge-how-it-works.html
  if (headers.has('x-amzn-waf-action')) return { cognitoName: '', description: 'Forbidden by AWS WAF' };
  // Both forms occur: `namespace#Name` and `Name:address`.
  const cognitoName = shortText(json?.__type ?? headers.get('x-amzn-errortype')).replace(/^.*#|:.*/g, '');
  return { cognitoName, description: cognitoName ? `${cognitoName} ${shortText(json?.message)}` : `${status}` };
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
    const { signal, end } = timeLimit(limit, ...signals);
    let requestId: string | undefined;
    let failure: { readonly code: OtpErrorCode } & OtpErrorDetails;
    let description: string | undefined;
    try {
      const response = await (fetcher ?? fetch)(url, {
        method: 'POST',
        headers: {
          'content-type': CONTENT_TYPE,
          'x-amz-target': `${service}.${operation}`,
        },
        body: JSON.stringify(body),
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
      const { cognitoName, description: found } = readError(response, json);
      description = found;
      failure = { ...classifyError(description), cognitoName };
    } catch (cause) {
      failure = { code: transportErrorCode(signal), cause };
    } finally {
      end();
    }
    throw new OtpError(failure.code, `${operation}: ${description ?? failure.code}`, { requestId, ...failure });
  };
}
