import { authenticateBearer, type Operation } from '../request/operation.js';

/**
 * Deletes the signed-in user.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUser.html
 */
export const deleteUser: Operation = async (input, context) => {
  const { pool, user } = await authenticateBearer(context, input);
  pool.grants.revokeAllOf(user);
  pool.users.delete(user);
  return {};
};
