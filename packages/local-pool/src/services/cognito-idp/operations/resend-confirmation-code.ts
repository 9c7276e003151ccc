import { invalidParameter, userNotFound } from '../../../model/errors.js';
import { simulatedDelivery } from '../messages/simulated-delivery.js';
import { autoVerifiedAddress, sendAttributeCode } from '../messages/verification-code.js';
import { checkSecretHash } from '../request/client-secret.js';
import { findClient, type Operation } from '../request/operation.js';

/**
 * Sends another code to confirm a sign-up.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ResendConfirmationCode.html
 */
export const resendConfirmationCode: Operation = async (input, context) => {
  const { pool, client } = findClient(context, input);
  checkSecretHash(client, input.name('Username', 128), input.optionalText('SecretHash'));
  const name = input.name('Username', 128);
  const user = pool.users.find(name);
  if (client.preventUserExistenceErrors && user?.enabled !== true) {
    const preferred = pool.definition.autoVerified.includes('phone_number') ? 'phone_number' : 'email';
    return { CodeDeliveryDetails: simulatedDelivery(name, preferred) };
  }
  if (user === undefined) throw userNotFound();
  if (user.status !== 'UNCONFIRMED') throw invalidParameter('User is already confirmed.');
  const address = autoVerifiedAddress(pool, user);
  if (address === undefined) throw invalidParameter('Cannot resend codes. Auto verification not turned on.');
  const messageContext = { ...context, pool, client, clientMetadata: input.optionalTexts('ClientMetadata') };
  const message = { user, ...address, purpose: 'ResendCode' } as const;
  return { CodeDeliveryDetails: await sendAttributeCode(messageContext, message) };
};
