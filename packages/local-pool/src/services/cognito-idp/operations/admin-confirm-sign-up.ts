import { type AdminOperation, findUser } from '../request/operation.js';

/**
 * Confirms a sign-up without a code.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminConfirmSignUp.html
 */
export const adminConfirmSignUp: AdminOperation = async (input, pool, context) => {
  const user = findUser(pool, input);
  user.status = 'CONFIRMED';
  user.modifiedAt = context.clock.now();
  return {};
};
