import { notAuthorized } from '../../../model/errors.js';
import { type AdminOperation, findUser } from '../request/operation.js';
import { postConfirmation } from '../triggers/post-confirmation.js';

/**
 * Confirms a sign-up without a code, and calls PostConfirmation.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminConfirmSignUp.html
 */
export const adminConfirmSignUp: AdminOperation = async (input, pool, context) => {
  const user = findUser(pool, input);
  if (user.status !== 'UNCONFIRMED') {
    throw notAuthorized(`User cannot be confirmed. Current status is ${user.status}`);
  }
  user.status = 'CONFIRMED';
  user.modifiedAt = context.clock.now();
  await postConfirmation(context.triggers, pool, undefined, user, input.optionalTexts('ClientMetadata'));
  return {};
};
