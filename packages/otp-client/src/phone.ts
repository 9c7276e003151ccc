/**
 * Entry `./phone`: parses and formats phone numbers of all countries. The library and its metadata are large, so load them
 * when they are needed: `await import('@cognito-otp/client/phone')`.
 */
import type { Country } from './countries.js';
import * as asTyped from './phone/as-typed.js';
import * as numbers from './phone/numbers.js';
import { phoneMetadata } from './phone-metadata.js';

export type { ParsedPhone, PhoneProblem } from './phone/numbers.js';

/**
 * Parses what a user typed or a browser filled in: with `+`, `00`, a trunk zero, spaces and dashes, digits of other
 * scripts, or the full number without its plus. Checks the length; only a message can show whether the number is in use.
 * @param country the country of a number without a calling code.
 * @example
 * const parsed = parsePhone('07700 900123', 'GB');
 * if (parsed.problem === undefined) await client.start({ phone: parsed.e164 });
 */
export const parsePhone = (text: string, country?: Country | null): numbers.ParsedPhone =>
  numbers.parsePhone(text, country, phoneMetadata);

/**
 * Formats a number as people write it: `+44 7700 900123`, or `07700 900123` in its own country. A text that is not a
 * number is returned unchanged.
 * @example
 * formatPhone('+447700900123'); // '+44 7700 900123'
 */
export const formatPhone = (e164: string, style: 'national' | 'international' = 'international'): string =>
  numbers.formatPhone(e164, style, phoneMetadata);

/**
 * Formats a text while it is being typed. Takes the whole text typed so far, not the last key.
 * @example
 * formatAsTyped('07700900', 'GB'); // '07700 900'
 */
export const formatAsTyped = (text: string, country?: Country | null): string =>
  asTyped.formatAsTyped(text, country, phoneMetadata);

/**
 * The country that the digits after `+` or `00` belong to so far; `null` while they belong to none.
 * @param home the country that is selected: after an international prefix that is longer there, only the complete number tells.
 */
export const countryOfTyped = (text: string, home?: Country | null): Country | null =>
  numbers.countryOfTyped(text, phoneMetadata, home);
