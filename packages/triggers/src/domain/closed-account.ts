/** The user attribute by which an operator shuts somebody out. No app client may write it, and no sign-up bring it. */
export const CLOSED_ATTRIBUTE = 'custom:otp_closed';

/**
 * Whether the account is closed. Whatever stands there and isn't an empty text closes it, of whatever type; and so does
 * an event that brings no attributes, which Cognito doesn't send of anybody who has an account.
 */
export function isClosed(userAttributes: unknown): boolean {
  if (typeof userAttributes !== 'object' || userAttributes === null) return true;
  return (
    Object.hasOwn(userAttributes, CLOSED_ATTRIBUTE) &&
    (userAttributes as Record<string, unknown>)[CLOSED_ATTRIBUTE] !== ''
  );
}
