import { type AdminOperation, findUser } from '../request/operation.js';

/**
 * Deletes a user.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDeleteUser.html
 */
export const adminDeleteUser: AdminOperation = async (input, pool) => {
  const user = findUser(pool, input);
  pool.grants.revokeAllOf(user);
  pool.users.delete(user);
  return {};
};
