import { notAuthorized, ServiceError, userNotFound } from '../../../model/errors.js';
import type { User } from '../../../model/user-pool/user.js';
import { simulatedDelivery } from '../messages/simulated-delivery.js';
import type { MessageContext } from '../messages/verification-code.js';
import { checkSecretHash } from '../request/client-secret.js';
import { findClient, type Operation } from '../request/operation.js';
import { canRecoverBy, recoveryOrder, sendResetCode } from '../users/password-reset.js';
import { migrateUser } from '../users/user-migration.js';

/**
 * Sends a code with which the user chooses another password.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ForgotPassword.html
 */
export const forgotPassword: Operation = async (input, context) => {
  const { pool, client } = findClient(context, input);
  const name = input.name('Username', 128);
  checkSecretHash(client, name, input.optionalText('SecretHash'));
  const clientMetadata = input.optionalTexts('ClientMetadata');
  const messageContext = { ...context, pool, client, clientMetadata };
  const attemptName = pool.users.find(name)?.username ?? name;
  pool.attempts.check('ForgotPassword', attemptName);
  pool.attempts.count('ForgotPassword', attemptName);
  const user = await findOrMigrate(messageContext, name);
  // The response for a user who cannot get a code is the same as for an unknown user.
  const [preferred] = recoveryOrder(pool);
  const isHidden = client.preventUserExistenceErrors && preferred !== undefined;
  const canReceive = user?.enabled === true && recoveryOrder(pool).some((one) => canRecoverBy(pool, user, one));
  if (isHidden && !canReceive) return { CodeDeliveryDetails: simulatedDelivery(name, preferred) };
  if (user === undefined) throw userNotFound();
  if (!user.enabled) throw notAuthorized('User is disabled.');
  return { CodeDeliveryDetails: await sendResetCode(messageContext, user) };
};

/** Undefined for a user who exists neither in the pool nor in the directory of UserMigration. */
async function findOrMigrate(context: MessageContext, name: string): Promise<User | undefined> {
  try {
    await migrateUser(context, { source: 'UserMigration_ForgotPassword', name, password: undefined });
  } catch (error) {
    const isUnknown = error instanceof ServiceError && error.name === 'NotAuthorizedException';
    if (!isUnknown) throw error;
  }
  return context.pool.users.find(name);
}
