import { type AdminOperation, findUser } from '../request/operation.js';
import { sendResetCode } from '../users/password-reset.js';

/**
 * Invalidates a user's password and sends a code with which the user chooses another one.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminResetUserPassword.html
 */
export const adminResetUserPassword: AdminOperation = async (input, pool, context) => {
  const user = findUser(pool, input);
  const clientMetadata = input.optionalTexts('ClientMetadata');
  await sendResetCode({ ...context, pool, client: undefined, clientMetadata }, user);
  user.status = 'RESET_REQUIRED';
  user.modifiedAt = context.clock.now();
  return {};
};
