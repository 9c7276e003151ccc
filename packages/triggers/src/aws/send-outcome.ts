/** What an SDK error means for a message. */
import type { SendOutcome } from '../ports/sender.js';

/** Node's codes for errors of connecting: nothing can have reached the provider. */
const CONNECTION_ERRORS = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** The names or reasons of errors that every later attempt for the same address would meet. */
export interface PermanentRefusals {
  /** They concern the recipient, so that no other provider may send the message instead. */
  readonly recipient: ReadonlySet<string>;
  /** They concern the provider's own senders. Another provider may have one for the address. */
  readonly sender: ReadonlySet<string>;
}

/**
 * Converts an SDK client's error to an outcome. The provider certainly does not have the message if it answered with a 4xx
 * status or could not be reached; every other case is `unclear`.
 */
export function outcomeFromError(error: unknown, permanent: PermanentRefusals): SendOutcome {
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
  if (status < 400 || status >= 500) return { kind: 'unclear', why };
  const isOf = (reasons: ReadonlySet<string>) => reasons.has(why) || reasons.has(name);
  if (isOf(permanent.recipient)) return { kind: 'unsupported', why };
  return isOf(permanent.sender) ? { kind: 'unsupported', why, onlyHere: true } : { kind: 'refused', why };
}
