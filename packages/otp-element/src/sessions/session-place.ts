/** Place and time of a session's last activity, in the language of the page. */

/** The units of a relative time, in seconds, from the longest to the shortest. */
const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];

/**
 * A time in relation to now: “2 hours ago”, or “now” for less than a minute. The time is Cognito's, so the device's clock
 * may be behind it: a time in the future is “now”.
 * @param at in ms since the epoch.
 */
export function relativeTime(language: string, at: number, now = Date.now()): string {
  const seconds = Math.max(0, now - at) / 1000;
  const [unit, length] = UNITS.find(([, seconds_]) => seconds >= seconds_) ?? ['second', 1];
  const count = length > 1 ? Math.floor(seconds / length) : 0;
  try {
    return new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(-count, unit);
  } catch {
    return new Date(at).toLocaleString();
  }
}

/** A date and time in full. Empty if the browser does not know the language. */
export function fullTime(language: string, at: number): string {
  try {
    return new Date(at).toLocaleString(language, { dateStyle: 'medium', timeStyle: 'short' });
  } catch {
    return '';
  }
}

const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];

/** The codes of the countries by their English names, as this browser spells them. Created by the first call. */
let codes: ReadonlyMap<string, string> | undefined;

function readCodes(): ReadonlyMap<string, string> {
  const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
  const all = LETTERS.flatMap((first) => LETTERS.map((second) => first + second));
  return new Map(all.flatMap((code) => [[names.of(code) ?? '', code] as const]));
}

/** The name of a country in a language. A name that the browser does not know is returned unchanged. */
function countryIn(language: string, english: string): string {
  try {
    codes ??= readCodes();
    const code = /^[A-Z]{2}$/.test(english) ? english : codes.get(english);
    return (code && new Intl.DisplayNames(language, { type: 'region', fallback: 'none' }).of(code)) || english;
  } catch {
    return english;
  }
}

/** City and country, as far as they are known; `undefined` if neither is. */
export function place(language: string, city: string | null, country: string | null): string | undefined {
  const parts = [city, country && countryIn(language, country)].filter((part) => !!part) as string[];
  const separator = /^(ar|fa|ur)\b/.test(language) ? '، ' : ', ';
  return parts.join(separator) || undefined;
}
