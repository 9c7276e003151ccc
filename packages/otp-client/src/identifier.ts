import { OtpError } from './errors.js';
import type { Identifier } from './state.js';

export const nameOf = (identifier: Identifier): string => ('phone' in identifier ? identifier.phone : identifier.email);

/** The kind is told by the look; null for what is neither, a user name of somebody else's making. */
export const identifierOf = (name: string): Identifier | null =>
  /^\+[1-9]\d{6,14}$/.test(name) ? { phone: name } : /^(?!.{255})[^\s@]+@[^\s@]+$/.test(name) ? { email: name } : null;

/** The identifier without the blanks around it, or what is wrong with it. */
export function checkIdentifier(given: Identifier): Identifier | OtpError {
  const isPhone = 'phone' in given;
  const identifier = identifierOf(`${nameOf(given)}`.trim());
  return identifier && 'phone' in identifier === isPhone
    ? identifier
    : new OtpError(isPhone ? 'invalid_phone' : 'invalid_email');
}
