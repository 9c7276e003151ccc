import { parsePhoneNumberFromString } from 'libphonenumber-js/max';

/** Kinds of number that an SMS can reach, by libphonenumber's names. */
const reachable = new Set(['MOBILE', 'FIXED_LINE_OR_MOBILE']);

/**
 * The number in E.164 and the country it belongs to, if a message may reach it. Numbering plans: libphonenumber's.
 *
 * A number that the plan knows for something else (premium, shared cost, toll-free, a landline …) is refused. One that
 * the plan doesn't know is taken when its length fits: plans grow faster than functions are deployed again. Satellite and
 * other codes of no country are refused.
 */
export function reachableNumber(text: string): { number: string; country: string } | undefined {
  const parsed = parsePhoneNumberFromString(text);
  if (!parsed?.isPossible() || parsed.ext) return undefined;
  const type = parsed.getType();
  if (type !== undefined && !reachable.has(type)) return undefined;
  const country = parsed.country ?? mainCountry[parsed.countryCallingCode];
  return country ? { number: parsed.number, country } : undefined;
}

/** Of the calling codes that countries share, the one that unknown numbers are taken for. */
const mainCountry: Readonly<Record<string, string>> = {
  1: 'US',
  7: 'RU',
  39: 'IT',
  44: 'GB',
  47: 'NO',
  61: 'AU',
  212: 'MA',
  262: 'RE',
  290: 'SH',
  358: 'FI',
  590: 'GP',
  599: 'CW',
};
