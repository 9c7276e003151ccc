import { checkPasswordPolicy } from '../../../model/user-pool/attributes.js';
import { createPasswordVerifier } from '../../../model/user-pool/srp.js';
import { type AdminOperation, findUser } from '../request/operation.js';

/**
 * Sets a user's password.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminSetUserPassword.html
 */
export const adminSetUserPassword: AdminOperation = async (input, pool, context) => {
  const user = findUser(pool, input);
  const password = input.text('Password', 1, 256);
  checkPasswordPolicy(pool.definition.passwordPolicy, password);
  user.password = createPasswordVerifier(pool.srpName, user.username, password);
  user.status = input.flag('Permanent') ? 'CONFIRMED' : 'FORCE_CHANGE_PASSWORD';
  user.modifiedAt = context.clock.now();
  return {};
};
