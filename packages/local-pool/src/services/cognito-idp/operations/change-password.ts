import { notAuthorized } from '../../../model/errors.js';
import { checkNewPassword, storePassword } from '../../../model/user-pool/passwords.js';
import { checkPassword } from '../../../model/user-pool/srp.js';
import { authenticateBearer, type Operation } from '../request/operation.js';

/**
 * Replaces the password of the signed-in user, who must give the old one if there is one.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ChangePassword.html
 */
export const changePassword: Operation = async (input, context) => {
  const { pool, user } = await authenticateBearer(context, input);
  const previous = input.optionalText('PreviousPassword', 256);
  const proposed = input.text('ProposedPassword', 1, 256);
  pool.attempts.check('ChangePassword', user.username);
  if (user.password !== null && !checkPassword(user.password, pool.srpName, user.username, previous ?? '')) {
    pool.attempts.count('ChangePassword', user.username);
    throw notAuthorized();
  }
  checkNewPassword(pool, user, proposed);
  storePassword(pool, user, proposed, 'permanent', context.clock.now());
  return {};
};
