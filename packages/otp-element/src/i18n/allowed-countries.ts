import { countries } from '@cognito-otp/client/countries';
import { parseCountryCodes } from './country-codes.js';

/**
 * The countries a number may be from, as ISO 3166-1 codes: those in the page's list, or all if it contains none.
 * In a module of its own, since the list of all countries is no part of the first paint.
 */
export function allowedCountries(list: string | undefined): readonly string[] {
  const allowed = parseCountryCodes(list);
  const known = countries.filter((country) => allowed.includes(country));
  return known.length ? known : countries;
}
