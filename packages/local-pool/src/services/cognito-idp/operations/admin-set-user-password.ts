import { checkNewPassword, storePassword } from '../../../model/user-pool/passwords.js';
import { type AdminOperation, findUser } from '../request/operation.js';

/**
 * Sets a user's password.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminSetUserPassword.html
 */
export const adminSetUserPassword: AdminOperation = async (input, pool, context) => {
  const user = findUser(pool, input);
  const password = input.text('Password', 1, 256);
  const isPermanent = input.flag('Permanent');
  checkNewPassword(pool, user, password);
  storePassword(pool, user, password, isPermanent ? 'permanent' : 'temporary', context.clock.now());
  user.status = isPermanent ? 'CONFIRMED' : 'FORCE_CHANGE_PASSWORD';
  return {};
};
