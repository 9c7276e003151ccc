/**
 * Port: the log. A line names one event and carries only values that are safe to write down. `docs/operations.md` lists
 * the events and their fields.
 */

/** Every event that the triggers log. Those that end in `_failed` are faults. */
export type LogEvent =
  | 'address_change_refused'
  | 'address_verified'
  | 'create'
  | 'create_failed'
  | 'custom_message_failed'
  | 'message_feedback_failed'
  | 'post_authentication_failed'
  | 'range_credit_failed'
  | 'send_handed_over'
  | 'send_not_accepted'
  | 'send_refused'
  | 'sent'
  | 'sign_in_refused'
  | 'sign_up'
  | 'sign_up_failed'
  | 'sign_up_limited'
  | 'sign_up_lookup_failed'
  | 'sign_up_refused'
  | 'verify'
  | 'verify_failed';

/** Values that are safe to log: fixed words, numbers and hashes. Never an address, a code or a trigger event. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** Writes one log line. */
export type Log = (event: LogEvent, fields?: LogFields) => void;

/**
 * Returns what is safe to log of a caught error: its message if that is one of this package's fixed words, otherwise its
 * name.
 */
export function loggableError(error: unknown): string {
  const { name, message } = error instanceof Error ? error : { name: 'unknown', message: '' };
  return /^[a-z_]{3,40}$/.test(message) ? message : loggableWord(name);
}

/** Returns a value from outside if it is a single word, otherwise `unknown`. Numbers and addresses never pass. */
export function loggableWord(text: unknown): string {
  return typeof text === 'string' && /^[A-Za-z_]{1,60}$/.test(text) ? text : 'unknown';
}
