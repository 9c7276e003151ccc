/** Cognito waits 5 s and then calls again; what isn't done by now is given up, and refused. Milliseconds. */
const limit = 3900;

/** With less left than this no message is handed to a provider: its answer could come too late to be believed. */
const sendRest = 1200;

export interface Deadline {
  signal: AbortSignal;
  /** Whether a message can still be sent and its outcome be noted. */
  allowsSending(): boolean;
}

export function deadlineFrom(): Deadline {
  // Monotonic: a clock that is set meanwhile mustn't stretch it.
  const end = performance.now() + limit;
  return { signal: AbortSignal.timeout(limit), allowsSending: () => end - performance.now() > sendRest };
}
