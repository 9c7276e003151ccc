/** Values that are safe to write down: fixed words, numbers, hashes. Never an address, a code or an event. */
export type Facts = Readonly<Record<string, string | number | boolean | undefined>>;

/** One line of JSON per happening. */
export type Log = (happening: string, facts?: Facts) => void;

export const jsonLog: Log = (happening, facts = {}) => {
  console.log(JSON.stringify({ happening, ...facts }));
};

/** What may be said of a caught error: its text where that is one of our own fixed words, else its kind. */
export function faultOf(error: unknown): string {
  const { name, message } = error instanceof Error ? error : { name: 'unknown', message: '' };
  return /^[a-z_]{3,40}$/.test(message) ? message : wordOf(name);
}

/** A word from outside, if it is one: a number or an address never gets through. */
export function wordOf(text: unknown): string {
  return typeof text === 'string' && /^[A-Za-z_]{1,60}$/.test(text) ? text : 'unknown';
}
