import { type AdminOperation, findUser } from '../request/operation.js';

/**
 * Disables a user and revokes every sign-in.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDisableUser.html
 */
export const adminDisableUser: AdminOperation = async (input, pool, context) => {
  const user = findUser(pool, input);
  user.enabled = false;
  user.modifiedAt = context.clock.now();
  pool.grants.revokeAllOf(user);
  return {};
};
