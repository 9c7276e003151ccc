import { type AdminOperation, findUser } from '../request/operation.js';

/**
 * Enables a disabled user.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminEnableUser.html
 */
export const adminEnableUser: AdminOperation = async (input, pool, context) => {
  const user = findUser(pool, input);
  user.enabled = true;
  user.modifiedAt = context.clock.now();
  return {};
};
