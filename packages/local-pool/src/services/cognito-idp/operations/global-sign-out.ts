import { authenticateBearer, type Operation } from '../request/operation.js';

/**
 * Revokes every sign-in of the signed-in user.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GlobalSignOut.html
 */
export const globalSignOut: Operation = async (input, context) => {
  const { pool, user } = await authenticateBearer(context, input);
  pool.grants.revokeAllOf(user);
  return {};
};
