/** The user attribute by which an operator closes an account. No app client may write it, and no sign-up may set it. */
export const CLOSED_ATTRIBUTE = 'custom:otp_closed';

/**
 * Reports whether an account is closed. Any value of the attribute except the empty string closes it, whatever its type.
 * An event without attributes counts as closed too (fail closed); Cognito sends none for a user who has an account.
 *
 * @param userAttributes the event's `request.userAttributes`.
 */
export function isClosed(userAttributes: unknown): boolean {
  if (typeof userAttributes !== 'object' || userAttributes === null) return true;
  return (
    Object.hasOwn(userAttributes, CLOSED_ATTRIBUTE) &&
    (userAttributes as Record<string, unknown>)[CLOSED_ATTRIBUTE] !== ''
  );
}
