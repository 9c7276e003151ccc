import { type AdminOperation, findUser } from '../request/operation.js';

/**
 * Revokes every sign-in of a user.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminUserGlobalSignOut.html
 */
export const adminUserGlobalSignOut: AdminOperation = async (input, pool) => {
  pool.grants.revokeAllOf(findUser(pool, input));
  return {};
};
