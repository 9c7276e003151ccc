import { OtpError } from '../contracts/errors.js';
import type { Identifier } from '../contracts/state.js';

/** Empty for what a page without types may give instead. */
export function identifierValue(identifier: Identifier): string {
  const { phone, email } = Object(identifier);
  const name = phone ?? email;
  return typeof name === 'string' ? name : '';
}

/** The kind is told by the look; null for what is neither, a user name of somebody else's making. */
export const parseIdentifier = (name: string): Identifier | null =>
  /^\+[1-9]\d{6,14}$/.test(name)
    ? Object.freeze({ phone: name })
    : /^(?!.{255})[^\s@]+@[^\s@]+$/.test(name)
      ? Object.freeze({ email: name })
      : null;

/**
 * The identifier without the blanks around it, or what is wrong with it.
 * @throws {OtpError} `configuration` for what isn't even an object.
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
