import type { CallOptions } from './client.js';
import { OtpError, type OtpErrorCode } from './errors.js';
import type { Config } from './options.js';

/** A JSON object as it came: each field is looked at before it is used. */
export type Json = Readonly<Record<string, unknown>>;

/** Calls one operation of Cognito's API. @throws {OtpError} always of this class. */
export type Call = (operation: string, body: Json, options?: CallOptions) => Promise<Json>;

/** No reply of these operations comes near this; more is somebody else's page. */
const LONGEST_REPLY = 1e6;

const isRetryable = (code: OtpErrorCode) => /^(offline|network|timeout|throttled|aborted|bad_response)$/.test(code);

/** Cognito's error name to ours; the message tells apart what shares one name. */
function codeOf(name: string, message: string, status: number): OtpErrorCode {
  const is = (pattern: RegExp) => pattern.test(name);
  if (is(/^NotAuth|^RefreshTokenR/)) {
    if (/session/i.test(message)) return 'session_ended';
    return is(/^Refresh/) || /refresh.token|revoked/i.test(message) ? 'session_revoked' : 'not_authorized';
  }
  // For a challenge of the triggers' own this means a Session that was used before.
  if (is(/^CodeMismatch/)) return 'wrong_code';
  if (is(/^ExpiredCode/)) return 'expired_code';
  if (is(/^(TooMany|LimitEx|Throttl)/) || status === 429) return 'throttled';
  if (is(/^User(Not|name)|^PasswordReset/)) return 'not_authorized';
  if (is(/^InvalidParam|^ResourceNot/)) {
    return /phone.number format/i.test(message)
      ? 'invalid_phone'
      : /email.*format/i.test(message)
        ? 'invalid_email'
        : 'configuration';
  }
  if (is(/^Forbidden|^WAF/) || (!name && status === 403)) return 'forbidden';
  return name || status >= 500 ? 'service' : 'bad_response';
}

/**
 * Speaks awsJson 1.1 to Cognito, unsigned, once: it never repeats a call by itself, since some of them send a message.
 */
export function connect({ url, fetcher, timeLimit = 15_000 }: Config): Call {
  return async (operation, body, { signal } = {}) => {
    const controller = new AbortController();
    const abort = () => controller.abort();
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      abort();
    }, timeLimit);
    signal?.addEventListener('abort', abort);
    let requestId: string | undefined;
    const failure = (code: OtpErrorCode, message: unknown, details = {}) =>
      new OtpError(code, `${operation}: ${message}`, {
        retryable: isRetryable(code),
        ...(requestId && { requestId }),
        ...details,
      });
    try {
      if (signal?.aborted) abort();
      const response = await (fetcher ?? fetch)(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-amz-json-1.1',
          'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
        },
        body: JSON.stringify(body),
        // Tokens travel in bodies: cookies have no business here, and a redirect would carry the body elsewhere.
        credentials: 'omit',
        redirect: 'error',
        signal: controller.signal,
      });
      const { headers, ok, status } = response;
      requestId = headers.get('x-amzn-requestid') ?? undefined;
      const text = await response.text();
      let reply: unknown;
      try {
        // Calls that return nothing may have an empty body.
        reply = text.length < LONGEST_REPLY && JSON.parse(text || '{}');
      } catch {
        // Not JSON: told below by its status.
      }
      const json = (reply && typeof reply === 'object' ? reply : null) as Json | null;
      if (ok && json) return json;
      // Both forms occur: `namespace#Name`, `Name:address`.
      const name = `${json?.__type ?? headers.get('x-amzn-errortype') ?? ''}`.replace(/^.*#|:.*$/g, '');
      const message = `${json?.message ?? json?.Message ?? `HTTP ${status}, not Cognito's reply`}`;
      const code = codeOf(name, message, status);
      throw failure(code, name ? `${name}: ${message}` : message, {
        ...(name && { cognitoName: name }),
        ...(code === 'service' && { retryable: status >= 500 || /^(Internal|Unexpected)/.test(name) }),
      });
    } catch (cause) {
      if (cause instanceof OtpError) throw cause;
      throw late
        ? failure('timeout', `no reply in ${timeLimit} ms`)
        : signal?.aborted
          ? failure('aborted', 'aborted')
          : failure(globalThis.navigator?.onLine === false ? 'offline' : 'network', 'no reply', { cause });
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    }
  };
}
