import { type IdentifierProblem, OtpError } from '../contracts/errors.js';
import type { Identifier } from '../contracts/state.js';

/** Validates what a user signs in with. */

/** The number or address itself; empty for what a page without types may give instead. */
export function identifierValue(identifier: Identifier | undefined): string {
  const { phone, email } = Object(identifier);
  const name = phone ?? email;
  return typeof name === 'string' ? name : '';
}

/** In characters. Nothing that a user signs in with comes near this. */
const MAX_LENGTH = 999;

/**
 * A text as Cognito should get it: without invisible characters, zero-width spaces and marks of direction for instance, and
 * surrounding spaces, and with compatibility characters, full-width ones for instance, replaced (NFKC). Empty if it is
 * unreasonably long.
 */
export const cleanText = (text: string): string =>
  text.length > MAX_LENGTH
    ? ''
    : text
        .replace(/[\p{Cf}\p{DI}]/gu, '')
        .normalize('NFKC')
        .trim();

/**
 * What can be an email address: a name without spaces, special characters and misplaced dots, and a domain of at least two
 * labels. The triggers, and whether mail arrives, decide about the rest.
 */
const EMAIL =
  /^(?!.{255}|\.|[^@]*\.[.@])[^\s@"(),:;<>[\]\\\p{C}]{1,64}@([\p{L}\p{N}]([\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}])?\.)+\p{L}[\p{L}\p{M}\p{N}-]+$/u;

/** Recognizes the kind of an identifier by its format; `undefined` if it is neither, such as a user name chosen elsewhere. */
export function parseIdentifier(name: string): Identifier | undefined {
  if (/^\+[1-9]\d{6,14}$/.test(name)) return Object.freeze({ phone: name });
  return EMAIL.test(name) ? Object.freeze({ email: name }) : undefined;
}

/** Why a text is not an identifier of that kind, as far as that is known without the metadata of phone numbers. */
function problemOf(value: string, isPhone: boolean): IdentifierProblem | undefined {
  const text = cleanText(value.slice(0, MAX_LENGTH));
  if (!text) return 'empty';
  if (value.length > MAX_LENGTH) return 'too_long';
  if (!isPhone) return /^[+\d\s().-]+$/.test(text) ? 'phone_number' : undefined;
  if (text.includes('@')) return 'email_address';
  if (!/^\+?\d+$/.test(text)) return 'not_a_number';
  if (!/^\+[1-9]/.test(text)) return 'unknown_calling_code';
  return text.length > 9 ? 'too_long' : 'too_short';
}

/**
 * Returns the identifier as {@link cleanText} writes it, or the error that says what is wrong with it.
 * @throws {OtpError} `configuration` if it is not an object.
 */
export function validateIdentifier(given: Identifier): Identifier | OtpError {
  if (Object(given) !== given)
    throw new OtpError('configuration', 'Invalid identifier: expected { phone } or { email }.');
  const isPhone = 'phone' in given;
  const value = identifierValue(given);
  // East Asian keyboards write the full stop of a domain as U+3002, which NFKC keeps.
  const identifier = parseIdentifier(cleanText(value).replaceAll('。', '.'));
  return identifier && 'phone' in identifier === isPhone
    ? identifier
    : new OtpError(isPhone ? 'invalid_phone' : 'invalid_email', '', { problem: problemOf(value, isPhone) });
}
