/**
 * Entry `./phone`: parses and formats phone numbers. The only file that imports libphonenumber-js. The library and its
 * metadata are large, so load it when it is needed: `await import('@cognito-otp/client/phone')`.
 */
import {
  AsYouType,
  type CountryCode,
  isSupportedCountry,
  ParseError,
  type PhoneNumber,
  parsePhoneNumberFromString,
  parsePhoneNumberWithError,
  validatePhoneNumberLength,
} from 'libphonenumber-js/core';
import metadata from 'libphonenumber-js/min/metadata';
import type { Country } from './countries.js';
import { cleanText } from './validation/identifier.js';

/** Why a text is not a phone number. */
export type PhoneProblem = 'empty' | 'not_a_number' | 'too_short' | 'too_long' | 'unknown_calling_code';

/**
 * A phone number in E.164 format, or why there is none. `country` is the one that the number belongs to. Where several
 * countries share the calling code and the digits do not decide, it is the given country if it is one of them, otherwise
 * the largest one; `null` for calling codes of no country.
 */
export type ParsedPhone =
  | { readonly e164: string; readonly country: Country | null; readonly problem?: undefined }
  | { readonly problem: PhoneProblem; readonly country: Country | null };

/** By libphonenumber's error messages. */
const PROBLEMS: Readonly<Record<string, PhoneProblem>> = {
  TOO_SHORT: 'too_short',
  TOO_LONG: 'too_long',
  INVALID_COUNTRY: 'unknown_calling_code',
};

/** The country, if libphonenumber knows it. */
const supportedCountry = (country: Country | null | undefined): CountryCode | undefined =>
  country && isSupportedCountry(country as CountryCode, metadata) ? (country as CountryCode) : undefined;

/** The countries with a calling code, largest first, as in libphonenumber's metadata. */
const countriesOf = (callingCode: string | undefined): readonly CountryCode[] =>
  (callingCode && (metadata.country_calling_codes as Readonly<Record<string, CountryCode[]>>)[callingCode]) || [];

/** In characters. A longer text is cut, and is too long for a number even so. */
const MAX_LENGTH = 300;

/** What people and links write before a number: `tel:`, `callto://`, `Phone:`. */
const LABEL = /^[\p{L} .]{1,20}:\/{0,2}/u;

/** Punctuation and pictures around a number. `*` and `#` belong to service codes, which are not numbers. */
const AROUND = /^(?:[^\P{P}*#]|\p{So}|\s)+|(?:[^\P{P}*#]|\p{So}|\s)+$/gu;

/** Takes the number out of a `tel:` link: https://www.rfc-editor.org/rfc/rfc3966 */
function withoutLink(text: string): string {
  if (!LABEL.test(text)) return text;
  const [number = '', ...parameters] = text
    .replace(LABEL, '')
    .replace(/%2B/i, '+')
    .replaceAll('%20', ' ')
    .split(/[;?]/);
  const context = parameters
    .find((parameter) => /^phone-context=\+\d/i.test(parameter))
    ?.slice('phone-context='.length);
  return context && !number.startsWith('+') ? `${context} ${number}` : number;
}

/**
 * Converts digits of every script to ASCII, removes invisible characters and what is written around a number, and writes
 * `00`, the international prefix of most countries, as `+`.
 */
function normalize(text: string): string {
  const number = withoutLink(cleanText(text.slice(0, MAX_LENGTH)))
    // In Unicode, the ten digits of a script are consecutive and start with zero.
    .replace(/\p{Nd}/gu, (digit) => `${digitValue(digit)}`)
    .replace(/[()[\]{}<>]/g, ' ')
    .replace(AROUND, '');
  return number.replace(/^\+[\s+]*(?:00)?[\s-]*(?=\d)|^00(?=[\s-]*[1-9])/, '+');
}

/** Removes the `1` that Mexican mobile numbers had until 2019 after the calling code. */
const withoutMexicanOne = (typed: string, home: CountryCode | undefined) =>
  typed.replace(home === 'MX' ? /^(\+?52)[\s.-]*1(?=(?:\D*\d){10}$)/ : /^(\+52)[\s.-]*1(?=(?:\D*\d){10}$)/, '$1 ');

/**
 * The number with the calling code that was typed without its plus; otherwise the number itself. In a country where people
 * write a trunk prefix, `0` for instance, digits that start with the calling code instead of it are the full number, even
 * if they could be an area code.
 */
function withTypedCallingCode(number: PhoneNumber, typed: string): PhoneNumber {
  const digits = typed.replace(/\D/g, '');
  const isTrunkWritten = number.formatNational().replace(/\D/g, '') !== digits;
  if (number.nationalNumber !== digits || !digits.startsWith(number.countryCallingCode) || !isTrunkWritten)
    return number;
  const full = parsePhoneNumberFromString(`+${digits}`, metadata);
  return full?.isValid() ? full : number;
}

function digitValue(digit: string): number {
  const point = digit.codePointAt(0)!;
  for (let value = 0; value < 10; value++) {
    if (!/\p{Nd}/u.test(String.fromCodePoint(point - value - 1))) return value;
  }
  // Runs without a gap before their zero, such as the mathematical digits, have been converted to ASCII by NFKC already.
  return point % 10;
}

/**
 * Parses what a user typed or a browser filled in: with `+`, `00`, a trunk zero, spaces and dashes, digits of other
 * scripts, or the full number without its plus. Checks the length; only a message can show whether the number is in use.
 * @param country the country of a number without a calling code.
 * @example
 * const parsed = parsePhone('07700 900123', 'GB');
 * if (parsed.problem === undefined) await client.start({ phone: parsed.e164 });
 */
export function parsePhone(text: string, country?: Country | null): ParsedPhone {
  const home = supportedCountry(country);
  const typed = withoutMexicanOne(normalize(text), home);
  if (!/\d/.test(typed)) return { problem: cleanText(text) ? 'not_a_number' : 'empty', country: home ?? null };
  try {
    const options = { ...(home && { defaultCountry: home }), extract: false };
    const number = withTypedCallingCode(parsePhoneNumberWithError(typed, options, metadata), typed);
    const countries = countriesOf(number.countryCallingCode);
    const owner = number.country ?? (home && countries.includes(home) ? home : (countries[0] ?? null));
    if (number.isPossible()) return { e164: number.number, country: owner };
    // Possible lengths may have gaps, 8 and 10 digits but not 9 for instance; then a digit is most likely missing.
    const tooLong = validatePhoneNumberLength(number.number, metadata) === 'TOO_LONG';
    return { problem: tooLong ? 'too_long' : 'too_short', country: owner };
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return { problem: PROBLEMS[error.message] ?? 'not_a_number', country: countryOfTyped(text) ?? home ?? null };
  }
}

/**
 * Formats a number as people write it: `+44 7700 900123`, or `07700 900123` in its own country. A text that is not a
 * number is returned unchanged.
 * @example
 * formatPhone('+447700900123'); // '+44 7700 900123'
 */
export function formatPhone(e164: string, style: 'national' | 'international' = 'international'): string {
  try {
    return parsePhoneNumberWithError(e164, metadata).format(style === 'national' ? 'NATIONAL' : 'INTERNATIONAL');
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return e164;
  }
}

/**
 * Formats a text while it is being typed. Takes the whole text typed so far, not the last key.
 * @example
 * formatAsTyped('07700900', 'GB'); // '07700 900'
 */
export const formatAsTyped = (text: string, country?: Country | null): string =>
  new AsYouType(supportedCountry(country), metadata).input(normalize(text));

/** The country that the digits after `+` or `00` belong to so far; `null` while they belong to none. */
export function countryOfTyped(text: string): Country | null {
  const typing = new AsYouType(undefined, metadata);
  typing.input(normalize(text));
  if (!typing.isInternational()) return null;
  return typing.getCountry() ?? countriesOf(typing.getCallingCode())[0] ?? null;
}
