import { OtpError } from '../contracts/errors.js';
import type { Identifier } from '../contracts/state.js';

/** Validates what a user signs in with. */

/** The number or address itself; empty for what a page without types may give instead. */
export function identifierValue(identifier: Identifier): string {
  const { phone, email } = Object(identifier);
  const name = phone ?? email;
  return typeof name === 'string' ? name : '';
}

/** Recognizes the kind of an identifier by its format; `null` if it is neither, such as a user name chosen elsewhere. */
export function parseIdentifier(name: string): Identifier | null {
  if (/^\+[1-9]\d{6,14}$/.test(name)) return Object.freeze({ phone: name });
  return /^(?!.{255})[^\s@]+@[^\s@]+$/.test(name) ? Object.freeze({ email: name }) : null;
}

/**
 * Returns the identifier without surrounding spaces, or the error that says what is wrong with it.
 * @throws {OtpError} `configuration` if it is not an object.
 */
export function validateIdentifier(given: Identifier): Identifier | OtpError {
  if (Object(given) !== given)
    throw new OtpError('configuration', 'Invalid identifier: expected { phone } or { email }.');
  const isPhone = 'phone' in given;
  const identifier = parseIdentifier(identifierValue(given).trim());
  return identifier && 'phone' in identifier === isPhone
    ? identifier
    : new OtpError(isPhone ? 'invalid_phone' : 'invalid_email');
}
