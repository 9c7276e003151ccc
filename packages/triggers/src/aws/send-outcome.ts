import type { SendOutcome } from '../ports/sender.js';

/** Failures of connecting: nothing can have reached the provider. */
const CONNECTION_FAILURES = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/**
 * What an SDK client's error says of the message: certainly not taken when the service answered with a refusal or was
 * never reached, unclear in every other case.
 *
 * @param unsupported names or reasons of errors that no later try for this address will change.
 */
export function outcomeFromError(error: unknown, unsupported: ReadonlySet<string>): SendOutcome {
  const fault = error as {
    name?: string;
    code?: string;
    Reason?: string;
    $metadata?: { httpStatusCode?: number };
  };
  const name = fault?.name ?? 'unknown';
  // Some services tell why only beside the error's name.
  const why = fault?.Reason ?? name;
  const status = fault?.$metadata?.httpStatusCode ?? 0;
  if (CONNECTION_FAILURES.has(fault?.code ?? '')) return { kind: 'refused', why: fault.code! };
  if (status >= 400 && status < 500) {
    return { kind: unsupported.has(why) || unsupported.has(name) ? 'unsupported' : 'refused', why };
  }
  return { kind: 'unclear', why };
}
