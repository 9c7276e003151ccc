/**
 * Parses and formats phone numbers with libphonenumber. The metadata is a parameter: all of it (`phone.ts`), or what has been
 * loaded so far (`on-demand.ts`).
 */
import {
  type CountryCode,
  type MetadataJson,
  ParseError,
  type PhoneNumber,
  parsePhoneNumberFromString,
  parsePhoneNumberWithError,
  validatePhoneNumberLength,
} from 'libphonenumber-js/core';
import type { IdentifierProblem } from '../contracts/errors.js';
import { type Country, callingCode } from '../countries.js';
import { cleanText } from '../validation/identifier.js';

/** Metadata of all countries or some, in the format of libphonenumber-js. */
export type PhoneMetadata = MetadataJson;

/** Why a text is not a phone number. */
export type PhoneProblem = Exclude<IdentifierProblem, 'phone_number'>;

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

/** The country, if it has a calling code. */
export const supportedCountry = (country: Country | null | undefined): CountryCode | undefined =>
  country && callingCode(country) ? (country as CountryCode) : undefined;

/** The countries with a calling code, largest first. */
const countriesOf = (code: string, { country_calling_codes: codes }: PhoneMetadata): readonly CountryCode[] =>
  (codes as Readonly<Record<string, CountryCode[] | undefined>>)[code] ?? [];

/** In characters. A longer text is cut; the rest is still too long for a number. */
const MAX_LENGTH = 300;

/** Prefixes that people and links write before a number: `tel:`, `callto://`, `Phone:`. */
const LABEL = /^[\p{L} .]{1,20}:\/{0,2}/u;

/** Punctuation and pictures around a number. `*` and `#` belong to service codes, which are not numbers. */
const SURROUNDING = /^(?:[^\P{P}*#]|\p{So}|\s)+|(?:[^\P{P}*#]|\p{So}|\s)+$/gu;

/** Separators between digits that libphonenumber does not know. Lists of numbers have others: commas, semicolons, slashes with spaces. */
const SEPARATOR = /(\d) ?[·‧・'’_\\|~] ?(?=\d)/g;

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

/** Converts digits of every script to ASCII, and removes invisible characters and text around a number. */
function cleanNumber(text: string): string {
  return (
    withoutLink(cleanText(text.slice(0, MAX_LENGTH)))
      // In Unicode, the ten digits of a script are consecutive and start with zero.
      .replace(/\p{Nd}/gu, (digit) => `${digitValue(digit)}`)
      .replace(/[()[\]{}<>\s\p{Cc}]+/gu, ' ')
      .replace(SEPARATOR, '$1 ')
      .replace(SURROUNDING, '')
  );
}

/** The number as {@link cleanNumber} writes it, with `+` for `00`, the international prefix of most countries. */
export function normalize(text: string): string {
  return cleanNumber(text).replace(/^\+[\s+]*(?:00)?[\s-]*(?=\d)|^00(?=[\s-]*[1-9])/, '+');
}

/** Removes the `1` that Mexican mobile numbers had until 2019 after the calling code. */
const withoutMexicanOne = (typed: string, home: CountryCode | undefined) =>
  typed.replace(home === 'MX' ? /^(\+?52)[\s.-]*1(?=(?:\D*\d){10}$)/ : /^(\+52)[\s.-]*1(?=(?:\D*\d){10}$)/, '$1 ');

/**
 * The number with the calling code that was typed without its plus; otherwise the number itself. In a country where people
 * write a trunk prefix, `0` for instance, digits that start with the calling code instead of it are the full number, even
 * if they could be an area code.
 */
function withTypedCallingCode(number: PhoneNumber, typed: string, metadata: PhoneMetadata): PhoneNumber {
  const digits = typed.replace(/\D/g, '');
  const isTrunkWritten = number.formatNational().replace(/\D/g, '') !== digits;
  if (number.nationalNumber !== digits || !digits.startsWith(number.countryCallingCode) || !isTrunkWritten)
    return number;
  const full = parsePhoneNumberFromString(`+${digits}`, metadata);
  return full?.isValid() ? full : number;
}

/**
 * Reads a number whose international prefix begins with `00` but is longer: `0011` in Australia, `001` in Hong Kong and others. It
 * does so only if the number is valid that way and not as one after `00`.
 */
function withLongerPrefix(
  text: string,
  typed: string,
  home: CountryCode | undefined,
  metadata: PhoneMetadata,
): PhoneNumber | undefined {
  const number = cleanNumber(text);
  if (!home || !number.startsWith('00') || parsePhoneNumberFromString(typed, metadata)?.isValid()) return undefined;
  const full = parsePhoneNumberFromString(number, { defaultCountry: home, extract: false }, metadata);
  return full?.isValid() && full.countryCallingCode !== callingCode(home) ? full : undefined;
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
 * @param metadata the countries that can be recognized.
 */
export function parsePhone(text: string, country: Country | null | undefined, metadata: PhoneMetadata): ParsedPhone {
  const home = supportedCountry(country);
  // Checked before the digits: `ann2000@example.com` also has too few of them, but that would be a misleading reason.
  if (/[@＠]/.test(text)) return { problem: 'email_address', country: home ?? null };
  const typed = withoutMexicanOne(normalize(text), home);
  if (!/\d/.test(typed)) return { problem: cleanText(text) ? 'not_a_number' : 'empty', country: home ?? null };
  const abroad = withLongerPrefix(text, typed, home, metadata);
  if (abroad) return { e164: abroad.number, country: abroad.country ?? null };
  try {
    const options = { ...(home && { defaultCountry: home }), extract: false };
    const number = withTypedCallingCode(parsePhoneNumberWithError(typed, options, metadata), typed, metadata);
    const countries = countriesOf(number.countryCallingCode, metadata);
    const owner = number.country ?? (home && countries.includes(home) ? home : (countries[0] ?? null));
    if (number.isPossible()) return { e164: number.number, country: owner };
    // Possible lengths may have gaps, for instance 8 and 10 digits but not 9. Then a digit is most likely missing.
    const tooLong = validatePhoneNumberLength(number.number, metadata) === 'TOO_LONG';
    return { problem: tooLong ? 'too_long' : 'too_short', country: owner };
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    const owner = countryOfTyped(text, metadata, home) ?? home ?? null;
    return { problem: PROBLEMS[error.message] ?? 'not_a_number', country: owner };
  }
}

/**
 * Formats a number as people write it: `+44 7700 900123`, or `07700 900123` in its own country. A text that is not a
 * number is returned unchanged.
 */
export function formatPhone(e164: string, style: 'national' | 'international', metadata: PhoneMetadata): string {
  try {
    return parsePhoneNumberWithError(e164, metadata).format(style === 'national' ? 'NATIONAL' : 'INTERNATIONAL');
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return e164;
  }
}

/**
 * Whether a text may be a number with an international prefix that is longer than `00`, as some countries have them: `0011` in
 * Australia for instance. While it is typed, its first digits look like a calling code after `00`.
 */
export function mayHaveLongerPrefix(
  text: string,
  country: Country | null | undefined,
  { countries }: PhoneMetadata,
): boolean {
  const home = supportedCountry(country);
  const [, prefix] = (home && countries[home]) ?? [];
  // Most countries have `00`; some have it besides others: `00|99`.
  return cleanNumber(text).startsWith('00') && /^0(?:0|\[0|\(\?:0)(?!\||$)/.test(`${prefix}`);
}

/**
 * The country that the digits after `+` or `00` belong to so far; `null` while they belong to none.
 * @param home the country that is selected: after an international prefix that is longer there, only the complete number tells.
 */
export function countryOfTyped(text: string, metadata: PhoneMetadata, home?: Country | null): Country | null {
  const typed = normalize(text);
  if (!typed.startsWith('+')) return null;
  if (mayHaveLongerPrefix(text, home, metadata)) return null;
  const digits = typed.replace(/\D/g, '');
  // No calling code is the beginning of another one.
  const code = [1, 2, 3].map((length) => digits.slice(0, length)).find((start) => countriesOf(start, metadata).length);
  if (!code) return null;
  try {
    const { country } = parsePhoneNumberWithError(`+${digits}`, metadata);
    if (country) return country;
  } catch (error) {
    // With too few or too many digits it is unknown which of the countries that share the calling code is meant.
    if (!(error instanceof ParseError)) throw error;
  }
  return countriesOf(code, metadata)[0] ?? null;
}
