/** Which phone numbers an SMS can reach. The numbering plans are those of libphonenumber. */
import { isSupportedCountry, type NumberType, parsePhoneNumberFromString } from 'libphonenumber-js/max';

/** The types of number that an SMS can reach, by libphonenumber's names. */
const REACHABLE_TYPES = new Set<NumberType>(['MOBILE', 'FIXED_LINE_OR_MOBILE']);

/**
 * Returns a number in E.164 and the country it belongs to, or `undefined` if no SMS can reach it.
 *
 * Numbers that the plan knows as something else (premium rate, shared cost, toll-free, landline …) are refused. Numbers
 * that the plan does not know are accepted if their length fits, because plans grow faster than functions are deployed.
 * Satellite numbers and other calling codes without a country are refused.
 *
 * @param text a number with its calling code, as the user's attribute has it.
 */
export function reachableNumber(text: string): { number: string; country: string } | undefined {
  const parsed = parsePhoneNumberFromString(text);
  if (!parsed?.isPossible() || parsed.ext) return undefined;
  const type = parsed.getType();
  if (type !== undefined && !REACHABLE_TYPES.has(type)) return undefined;
  const country = parsed.country ?? mainCountry[parsed.countryCallingCode];
  return country ? { number: parsed.number, country } : undefined;
}

/** Whether a country has phone numbers, by its ISO 3166-1 code in capitals. */
export const isCountryWithNumbers = (code: string): boolean => isSupportedCountry(code);

/** For each calling code that several countries share, the country that unknown numbers are assigned to. */
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
