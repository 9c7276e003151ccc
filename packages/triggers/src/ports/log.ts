/** Values that are safe to write down: fixed words, numbers, hashes. Never an address, a code or an event. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** One line of JSON per event. */
export type Log = (event: string, facts?: LogFields) => void;

export const jsonLog: Log = (event, facts = {}) => {
  console.log(JSON.stringify({ event, ...facts }));
};

/** What may be said of a caught error: its text where that is one of our own fixed words, else its kind. */
export function loggableError(error: unknown): string {
  const { name, message } = error instanceof Error ? error : { name: 'unknown', message: '' };
  return /^[a-z_]{3,40}$/.test(message) ? message : loggableWord(name);
}

/** A word from outside, if it is one: a number or an address never gets through. */
export function loggableWord(text: unknown): string {
  return typeof text === 'string' && /^[A-Za-z_]{1,60}$/.test(text) ? text : 'unknown';
}
