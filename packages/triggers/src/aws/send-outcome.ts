/** What an SDK error means for a message. */
import type { SendOutcome } from '../ports/sender.js';

/** Node's codes for errors of connecting: nothing can have reached the provider. */
const CONNECTION_ERRORS = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/**
 * Converts an SDK client's error to an outcome. The provider certainly does not have the message if it answered with a 4xx
 * status or could not be reached; every other case is `unclear`.
 *
 * @param unsupportedReasons names or reasons of errors that every later attempt for the same address would meet.
 */
export function outcomeFromError(error: unknown, unsupportedReasons: ReadonlySet<string>): SendOutcome {
  const fault = error as {
    name?: string;
    code?: string;
    Reason?: string;
    $metadata?: { httpStatusCode?: number };
  };
  const name = fault?.name ?? 'unknown';
  // Some services give the reason only in a field beside the error's name.
  const why = fault?.Reason ?? name;
  const status = fault?.$metadata?.httpStatusCode ?? 0;
  if (CONNECTION_ERRORS.has(fault?.code ?? '')) return { kind: 'refused', why: fault.code! };
  if (status >= 400 && status < 500) {
    return { kind: unsupportedReasons.has(why) || unsupportedReasons.has(name) ? 'unsupported' : 'refused', why };
  }
  return { kind: 'unclear', why };
}
