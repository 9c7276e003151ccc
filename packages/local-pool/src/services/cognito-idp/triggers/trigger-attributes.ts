import { attributesOf, type User } from '../../../model/user-pool/user.js';

/** The `userAttributes` of a trigger's event: the user's attributes, and the status as `cognito:user_status`. */
export const triggerAttributes = (user: User): Record<string, string> => ({
  ...attributesOf(user),
  'cognito:user_status': user.status,
});
