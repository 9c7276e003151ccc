import { notAuthorized, userNotFound } from '../../../model/errors.js';
import { signUpSession } from '../auth/user-auth.js';
import { codeMismatch, expiredCode, useAttributeCode } from '../messages/verification-code.js';
import { checkSecretHash } from '../request/client-secret.js';
import { findClient, type Operation } from '../request/operation.js';
import { postConfirmation } from '../triggers/post-confirmation.js';
import { takeAlias } from '../users/aliases.js';

/**
 * Confirms a sign-up with the code that was sent, which also verifies the address.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmSignUp.html
 */
export const confirmSignUp: Operation = async (input, context) => {
  const { pool, client } = findClient(context, input);
  const code = input.text('ConfirmationCode', 1, 2048);
  checkSecretHash(client, input.name('Username', 128), input.optionalText('SecretHash'));
  const user = pool.users.find(input.name('Username', 128));
  if (user === undefined) throw client.preventUserExistenceErrors ? codeMismatch() : userNotFound();
  if (user.status !== 'UNCONFIRMED') {
    throw notAuthorized(`User cannot be confirmed. Current status is ${user.status}`);
  }
  const [attribute] = Object.keys(user.codes);
  if (attribute === undefined) throw expiredCode();
  const address = useAttributeCode(user, attribute, code, context.clock);
  takeAlias(pool, attribute, address, input.flag('ForceAliasCreation'));
  user.attributes[`${attribute}_verified`] = 'true';
  user.status = 'CONFIRMED';
  user.modifiedAt = context.clock.now();
  await postConfirmation(context.triggers, pool, client, user, input.optionalTexts('ClientMetadata'));
  return signUpSession(pool, client, user);
};
