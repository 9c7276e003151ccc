import { attributesOf, type User } from '../../../model/user-pool/user.js';

/** The `userAttributes` of a trigger's event: the user's attributes and, beside them, the status. */
export const userAttributes = (user: User): Record<string, string> => ({
  ...attributesOf(user),
  'cognito:user_status': user.status,
});
