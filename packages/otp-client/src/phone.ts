/**
 * Reads and writes phone numbers. The only file that knows libphonenumber-js; it brings the library and its metadata, so a
 * page loads it when it is needed: `await import('@cognito-otp/client/phone')`.
 */
import {
  AsYouType,
  type CountryCode,
  isSupportedCountry,
  ParseError,
  parsePhoneNumberWithError,
  validatePhoneNumberLength,
} from 'libphonenumber-js/core';
import metadata from 'libphonenumber-js/min/metadata';
import type { Country } from './countries.js';

export type PhoneProblem = 'empty' | 'not_a_number' | 'too_short' | 'too_long' | 'unknown_calling_code';

/**
 * `country` is the one the number belongs to; where a calling code is shared and the digits don't tell, the one that was
 * given if it fits, else the largest. Null for the codes of no country.
 */
export type ParsedPhone =
  | { readonly e164: string; readonly country: Country | null; readonly problem?: undefined }
  | { readonly problem: PhoneProblem; readonly country: Country | null };

const PROBLEMS: Readonly<Record<string, PhoneProblem>> = {
  TOO_SHORT: 'too_short',
  TOO_LONG: 'too_long',
  INVALID_COUNTRY: 'unknown_calling_code',
};

const known = (country: Country | null | undefined): CountryCode | undefined =>
  country && isSupportedCountry(country as CountryCode, metadata) ? (country as CountryCode) : undefined;

/** Largest first, as libphonenumber has them. */
const countriesOf = (callingCode: string | undefined): readonly CountryCode[] =>
  (callingCode && (metadata.country_calling_codes as Readonly<Record<string, CountryCode[]>>)[callingCode]) || [];

/** Digits of every script as ASCII, marks nobody sees removed, and `00`, the way out of most countries, as `+`. */
function plain(text: string): string {
  const digits = text
    .normalize('NFKC')
    .replace(/[\p{Cf}\p{Zs}]/gu, (mark) => (/\p{Zs}/u.test(mark) ? ' ' : ''))
    // Unicode keeps each script's ten digits in one run that starts at a multiple the zero itself tells.
    .replace(/\p{Nd}/gu, (digit) => `${digitValue(digit)}`)
    .trim();
  return digits.replace(/^00(?=[\s-]*[1-9])/, '+');
}

function digitValue(digit: string): number {
  const point = digit.codePointAt(0)!;
  for (let value = 0; value < 10; value++) {
    if (!/\p{Nd}/u.test(String.fromCodePoint(point - value - 1))) return value;
  }
  // Runs that touch, the mathematical digits for one, have no gap before their zero; NFKC has made those ASCII already.
  return point % 10;
}

/**
 * Reads what a person typed or a browser filled in: with `+`, `00`, a trunk zero, spaces and dashes, other scripts' digits,
 * or the full number without its plus. The length is checked; whether the number is in use only a message can tell.
 * @param country where a number without a calling code is at home.
 */
export function parsePhone(text: string, country?: Country | null): ParsedPhone {
  const home = known(country);
  const typed = plain(text);
  if (!/\d/.test(typed)) return { problem: typed ? 'not_a_number' : 'empty', country: home ?? null };
  try {
    const number = parsePhoneNumberWithError(
      typed,
      { ...(home && { defaultCountry: home }), extract: false },
      metadata,
    );
    const sharing = countriesOf(number.countryCallingCode);
    const belongs = number.country ?? (home && sharing.includes(home) ? home : (sharing[0] ?? null));
    if (number.isPossible()) return { e164: number.number, country: belongs };
    // Possible lengths may have holes, eight and ten digits but not nine; whoever is in one most likely lost a digit.
    const tooLong = validatePhoneNumberLength(number.number, metadata) === 'TOO_LONG';
    return { problem: tooLong ? 'too_long' : 'too_short', country: belongs };
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return { problem: PROBLEMS[error.message] ?? 'not_a_number', country: countryOfTyped(text) ?? home ?? null };
  }
}

/** As people write it: `+44 7700 900123`, or at home `07700 900123`. What isn't a number comes back as it is. */
export function formatPhone(e164: string, style: 'national' | 'international' = 'international'): string {
  try {
    return parsePhoneNumberWithError(e164, metadata).format(style === 'national' ? 'NATIONAL' : 'INTERNATIONAL');
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return e164;
  }
}

/** The whole text as it looks while being typed: takes all that was typed so far, not the last key. */
export const formatAsTyped = (text: string, country?: Country | null): string =>
  new AsYouType(known(country), metadata).input(plain(text));

/** The country that a text beginning with `+` or `00` points to so far; null while it points to none. */
export function countryOfTyped(text: string): Country | null {
  const typing = new AsYouType(undefined, metadata);
  typing.input(plain(text));
  if (!typing.isInternational()) return null;
  return typing.getCountry() ?? countriesOf(typing.getCallingCode())[0] ?? null;
}
