/** Values that are safe to write down: fixed words, numbers, hashes. Never an address, a code or an event. */
export type Facts = Readonly<Record<string, string | number | boolean | undefined>>;

/** One line of JSON per happening. */
export type Log = (happening: string, facts?: Facts) => void;

export const jsonLog: Log = (happening, facts = {}) => {
  console.log(JSON.stringify({ happening, ...facts }));
};

/** What may be said of a caught error: its kind, and its text where the text is one of our own fixed words. */
export function faultOf(error: unknown): string {
  const { name, message } = error instanceof Error ? error : { name: 'unknown', message: '' };
  if (/^[a-z_]{3,40}$/.test(message)) return message;
  return /^\w{1,60}$/.test(name) ? name : 'unknown';
}
