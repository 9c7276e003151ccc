import { parsePhoneNumberFromString } from 'libphonenumber-js/mobile';

/**
 * The number in E.164 and the country it belongs to, if a message can reach it: a valid mobile number (or one of a plan
 * that doesn't tell mobiles apart). Satellite, premium and shared ranges belong to no country and are never reachable.
 * Numbering plans: libphonenumber's.
 */
export function reachableNumber(text: string): { number: string; country: string } | undefined {
  const parsed = parsePhoneNumberFromString(text);
  if (!parsed?.isValid() || !parsed.country || parsed.ext) return undefined;
  return { number: parsed.number, country: parsed.country };
}
