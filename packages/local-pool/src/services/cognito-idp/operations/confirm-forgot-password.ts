import { notAuthorized, ServiceError, userNotFound } from '../../../model/errors.js';
import { checkPasswordPolicy } from '../../../model/user-pool/attributes.js';
import { checkNewPassword, storePassword } from '../../../model/user-pool/passwords.js';
import type { User } from '../../../model/user-pool/user.js';
import type { UserPool } from '../../../model/user-pool/user-pool.js';
import { codeMismatch } from '../messages/verification-code.js';
import { checkSecretHash } from '../request/client-secret.js';
import { findClient, type Operation } from '../request/operation.js';
import { postConfirmation } from '../triggers/post-confirmation.js';
import { checkResetCode } from '../users/password-reset.js';

/**
 * Sets the password of a user who proves by a code that they control an address of the account.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmForgotPassword.html
 */
export const confirmForgotPassword: Operation = async (input, context) => {
  const { pool, client } = findClient(context, input);
  const name = input.name('Username', 128);
  const code = input.text('ConfirmationCode', 1, 2048);
  const password = input.text('Password', 1, 256);
  checkSecretHash(client, name, input.optionalText('SecretHash'));
  checkPasswordPolicy(pool.definition.passwordPolicy, password);
  const user = pool.users.find(name);
  pool.attempts.check('ConfirmForgotPassword', user?.username ?? name);
  if (user === undefined || !user.enabled) {
    pool.attempts.count('ConfirmForgotPassword', user?.username ?? name);
    if (client.preventUserExistenceErrors) throw codeMismatch();
    throw user === undefined ? userNotFound() : notAuthorized('User is disabled.');
  }
  checkCode(pool, user, code, context.clock.now());
  checkNewPassword(pool, user, password);
  storePassword(pool, user, password, 'permanent', context.clock.now());
  user.status = 'CONFIRMED';
  pool.attempts.signInSucceeded(user.username);
  const metadata = input.optionalTexts('ClientMetadata');
  await postConfirmation(context.triggers, pool, client, user, metadata, 'PostConfirmation_ConfirmForgotPassword');
  return {};
};

function checkCode({ attempts }: UserPool, user: User, code: string, now: number): void {
  try {
    checkResetCode(user, code, now);
  } catch (error) {
    if (error instanceof ServiceError && error.name === 'CodeMismatchException') {
      attempts.count('ConfirmForgotPassword', user.username);
    }
    throw error;
  }
}
